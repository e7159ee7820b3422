"""What a coordinator's pages ask."""
