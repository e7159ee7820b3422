"""Utskick: who got which mail, when, what the mail server answered, and what a person can do about it."""
