"""Doors of the lists."""
