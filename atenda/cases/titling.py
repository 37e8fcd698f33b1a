"""What a case is called that nobody gave a reference: lists, mails and the bell name it by something."""

from __future__ import annotations

from atenda.cases.models import Case

LONGEST = 80


def reference_for(case: Case) -> str:
    """The first line of the description, as far as it goes; without one, the customer's name."""
    lines = case.description.strip().splitlines()
    words = " ".join((lines[0] if lines else str(case.contact or case.account)).split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
