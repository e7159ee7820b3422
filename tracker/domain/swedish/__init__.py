"""Swedish as a person would write it (rule 11)."""
