"""Doors of quick replies and macros."""
