"""Uppdrag and their shares, for the matrix and what is made of it: column tuples, each question once."""
