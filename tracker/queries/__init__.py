"""Questions to the database: read only, every list ordered."""
