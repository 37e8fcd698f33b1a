"""Doors of exports."""
