"""What was said between the desk and the customer of a case: the messages that are answered from there.

Those of the cases merged into it are among them where they are of the same customer: nobody is written to about
another's mail. What a case of its own was made of is answered in that case, and what a machine wrote is not answered.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.organizations.joined import Lean

LATEST = 6  # messages, among which there mostly is one of the customer …
LOOKED_AT = Lean(  # … and what of each is asked for: nothing long
    Message,
    "direction",
    "sender_name",
    "sender_address",
    "to",
    "cc",
    "subject",
    "language",
    "message_id",
    "references",
    "mailbox",
    "at",
)
PLACES = ("x.case_id = ANY(%s) AND x.split_into_id IS NULL", "x.split_into_id = %s")


def said_in(case: Case) -> Any:
    """All of them."""
    here = Q(case__in=_of_one_customer(case), split_into=None) | Q(split_into=case)
    return Message.objects.filter(here, automatic="", taken_back_at=None)


def latest_said(case: Case) -> list[Message]:
    """The latest six of them, the newest first."""
    return LOOKED_AT.made(_asked(LOOKED_AT.columns, case, LATEST))


def newest_said(case: Case) -> int:
    """The number of the newest; 0 where nothing was said."""
    rows = _asked("x.id", case, 1)
    return int(rows[0][0]) if rows else 0


def _asked(columns: str, case: Case, most: int) -> list[Any]:
    here, together = case.organization_id, _of_one_customer(case)
    with connection.cursor() as cursor:
        cursor.execute(_statement(columns), [here, together, most, here, case.pk, most, most])
        return list(cursor.fetchall())


@cache
def _statement(columns: str) -> str:
    """What `said_in` says, each half of it from an index of its own."""
    halves = [
        f"(SELECT {columns} FROM conversations_message x WHERE x.organization_id = %s AND {place}"  # noqa: S608  our own words
        " AND x.side_id IS NULL AND x.automatic = '' AND x.taken_back_at IS NULL ORDER BY x.id DESC LIMIT %s)"
        for place in PLACES
    ]
    return f"{' UNION ALL '.join(halves)} ORDER BY id DESC LIMIT %s"


def _of_one_customer(case: Case) -> list[int]:
    if not case.has_merged:
        return [case.pk]
    same = Case.objects.filter(pk__in=case.ids_together(), contact=case.contact_id, account=case.account_id)
    return list(same.values_list("pk", flat=True))
