"""Taking away what a view shows, made by a job into a file.

Words: export (one file being made, or ready until it expires)."""
