"""What files that leave and files that come in agree on."""
