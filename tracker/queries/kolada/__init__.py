"""What is fetched from Kolada, what waits to be decided about it, and names of places."""
