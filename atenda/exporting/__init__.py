"""Taking away what a view shows, made by a job into a file.

Words: export (one file being made, or ready until it expires). Start with `asking.py` (what somebody wants),
`tables.py` (which rows and columns that is) and `making.py` (the job)."""
