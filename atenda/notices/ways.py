"""What a mail leads to: its reader's page of the case, and, where somebody reads them, an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from atenda.cases.models import Case
from atenda.notices.answering import answers_come_in
from atenda.notices.customer_links import way_to
from atenda.notices.readers import Reader
from atenda.notices.servers import server_in_use
from atenda.organizations.links import link


@dataclass(frozen=True)
class Ways:
    """`case` is the address of the button, none without one; `may_answer`: answers reach somebody."""

    case: str = ""
    may_answer: bool = False


def ways_for(case: Case, reader: Reader, *, now: datetime) -> Ways:
    if reader.agent is not None:
        return Ways(case_address(case))
    return Ways(way_to(case, reader.customer, now=now), may_answer=may_be_answered())


def may_be_answered() -> bool:
    """Whether an answer to our mail reaches somebody."""
    server = server_in_use()
    return bool(server and (server.reply_to or answers_come_in()))


def case_address(case: Case) -> str:
    """Where a colleague finds the case; who is signed out lands there after signing in (B67)."""
    return f"{settings.PUBLIC_URL}{link('cases:case', number=case.folio)}"
