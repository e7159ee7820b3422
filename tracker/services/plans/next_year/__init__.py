"""The plan of the year after: made of this year's, and taken away again."""
