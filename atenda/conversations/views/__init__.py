"""Doors of conversations: notes, and mails as they were written."""
