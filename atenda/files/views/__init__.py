"""Pages and deeds of files."""
