"""What the board and everybody else reads: plans, their follow-ups and their activities."""
