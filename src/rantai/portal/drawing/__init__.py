"""Geometry of the drawn pieces: plain Python in, coordinates out; nothing here knows Django."""
