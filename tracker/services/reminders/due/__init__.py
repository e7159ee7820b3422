"""What is due: every kind of thing that waits for somebody, gathered and judged day by day."""
