"""The whole organization as an open, documented archive that another Atenda reads back equal."""
