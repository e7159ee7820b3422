"""Values from Kolada: asked for, compared, looked at, and only then written; refreshed every night."""
