"""Pages about the people who work here, and the first pages after signing in."""
