"""Forms of mails that come in."""
