"""Reading in a report from outside: upload, look, confirm."""
