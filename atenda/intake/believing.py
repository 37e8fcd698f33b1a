"""Whose word about a sender is believed (2.7)."""

from __future__ import annotations

from atenda.intake.models import Door, RawMail


def names_to_believe(mail: RawMail) -> list[str]:
    """The names by which trusted servers sign what they found, where one of them can have brought the mail.

    A stranger who speaks to our own mail server has passed no server of ours: whatever Authentication-Results their
    mail carries, they wrote themselves, whichever name stands there.
    """
    if mail.door == Door.SMTP and not mail.origin.get("is_trusted", False):
        return []
    names: list[str] = mail.mailbox.trusted
    return names
