"""Pages of signing in and of one's own sessions, and the page of roles."""
