"""Pages of mails that come in."""
