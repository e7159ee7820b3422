"""When somebody is reminded, of what, and when not (DESIGN section 6)."""
