"""Values of key figures from a file: compared with what is stored, looked at, and only then written."""
