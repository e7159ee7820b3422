"""Loads seed/ into an empty or already seeded database; safe to repeat."""

from tracker.services.seed.load import load_seed

__all__ = ["load_seed"]
