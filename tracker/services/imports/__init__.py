"""Reports from outside: read, compared with what is stored, looked at, and only then written."""
