"""Where owners answer, signed in or by a personal link."""
