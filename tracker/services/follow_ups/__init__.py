"""A follow-up from opening to closing."""
