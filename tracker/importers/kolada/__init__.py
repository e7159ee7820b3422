"""Kolada's API, version 3: asked over https, with limits on everything, and read into plain rows."""
