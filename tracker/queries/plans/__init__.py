"""Plans, their rows and what was frozen."""
