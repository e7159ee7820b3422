"""Uppdrag and boards: the matrix as a page and as Excel."""
