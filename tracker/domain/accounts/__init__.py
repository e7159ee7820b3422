"""Rules for passwords, for slowing down guesses, and for colours that can be read."""
