"""Doors of signatures."""
