"""Uppdrag and boards: the matrix as a page and as Excel."""

from tracker.web.assignments.views import blueprint

__all__ = ["blueprint"]
