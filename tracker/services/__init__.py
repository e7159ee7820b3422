"""Use cases, one per file; the only place that commits."""
