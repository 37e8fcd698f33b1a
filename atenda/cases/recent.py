"""The cases a person opened last (B49).

Which they were the browser remembers, as numbers: opening a page changes nothing here (3.57), and what a case is called
never lies about on somebody's computer. What they are called now, and whether they may still be seen, is asked here.
"""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.staff.models import Agent

MOST = 10
LARGEST = 2**31 - 1


def recent_cases(actor: Agent, folios: str) -> list[Case]:
    """The cases of these folios (`12,7,3`) that this agent may see, in that order; others are left out."""
    asked = [int(each) for each in folios[:200].split(",") if each.isascii() and each.isdecimal()]
    wanted = list(dict.fromkeys(folio for folio in asked if folio <= LARGEST))[:MOST]
    if not wanted:
        return []
    found = {case.folio: case for case in Case.objects.visible_to(actor).filter(folio__in=wanted)}
    return [found[folio] for folio in wanted if folio in found]
