"""What python-docx leaves to do: Swedish styles, XML pieces, the same bytes for the same content."""
