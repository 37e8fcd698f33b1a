"""What the pages show of mails that came in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q

from atenda.intake.models import End, RawMail, Why

PAGE = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Asked:
    """Which mails: of one end, for one reason, of a sender or with words in the subject; those before an id."""

    end: str = End.HELD
    why: str = ""
    words: str = ""
    before: int = 0

    @property
    def why_words(self) -> str:
        return str(Why(self.why).label)

    @property
    def address(self) -> str:
        """All of it but the page, as an address says it."""
        return urlencode({"end": self.end or "all", "why": self.why, "q": self.words})


def page_of_mails(asked: Asked) -> tuple[list[RawMail], int]:
    """The newest first, and the id before which the next page begins, 0 where there is none."""
    rows = (
        RawMail.objects.select_related("mailbox", "case", "proposed")
        .defer("evidence", "origin", "said")
        .order_by("-pk")
    )
    if asked.end:
        rows = rows.filter(end=asked.end)
    if asked.why:
        rows = rows.filter(why=asked.why)
    if asked.words:
        rows = rows.filter(Q(sender__icontains=asked.words) | Q(subject__icontains=asked.words))
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def waiting() -> dict[str, int]:
    """How many wait for a person, and how many for the worker."""
    rows = RawMail.objects.filter(end__in=(End.HELD, End.RECEIVED)).values("end").annotate(number=Count("pk"))
    return dict(rows.values_list("end", "number"))


def reasons(end: str) -> list[Why]:
    """Those that mails of this end have, in the order they are declared."""
    if not end:
        return []
    there = set(RawMail.objects.filter(end=end).values_list("why", flat=True).distinct())
    return [why for why in Why if why and why in there]
