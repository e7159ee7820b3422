"""Uppdrag are proposed as fulfilled, reviewed, decided on and taken up again (rule 9)."""
