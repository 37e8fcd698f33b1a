"""Mailboxes: the addresses customers write to, and the doors by which their mails come in."""
