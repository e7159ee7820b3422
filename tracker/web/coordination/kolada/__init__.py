"""Kolada: searched, chosen, looked at and read in; what it has changed since; what is fetched every night."""
