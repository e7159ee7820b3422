"""Key figures with their values."""
