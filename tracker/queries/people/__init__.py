"""People, what they may do, and organisations."""
