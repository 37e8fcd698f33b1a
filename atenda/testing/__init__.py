"""The cast and the makers used by all tests and by the sample organization."""
