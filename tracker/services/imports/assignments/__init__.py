"""Uppdrag out of a file: what its columns, boards and words mean is asked, shown and then written."""
