"""From documents, tables and plain text to the rows of a report."""
