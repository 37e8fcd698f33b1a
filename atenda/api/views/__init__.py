"""Pages about the API: tokens, and the description for people."""
