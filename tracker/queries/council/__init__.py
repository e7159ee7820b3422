"""Uppdrag on their way to a decision: proposals, decisions, and what waits for whom."""
