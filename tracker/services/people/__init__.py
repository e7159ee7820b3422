"""Accounts, signing in, and how a municipality looks."""
