"""Doors of figures."""
