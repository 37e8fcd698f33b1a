"""Atenda: every problem of a customer becomes a case that is followed until it is solved."""

__version__ = "0.1.0"
