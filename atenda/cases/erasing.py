"""Erase what lay in the bin for thirty days: words, persons, notes, files, mails. The folio and the times are left.

A folio is never given again (B37), and the chain of events still proves order and completeness: it holds digests.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction
from django.utils.module_loading import import_string

from atenda.cases.binning import KEPT_IN_BIN
from atenda.cases.models import Case, CaseAssignee, CaseOpening
from atenda.organizations.entering import current_organization

# What else is kept of a case. By name, because these packages know cases and not the other way round.
FORGETTERS = [
    "atenda.files.forgetting.forget_case",
    "atenda.intake.forgetting.forget_case",
    "atenda.conversations.forgetting.forget_case",
    "atenda.notices.forgetting.forget_case",
    "atenda.searching.forgetting.forget_case",
    "atenda.satisfaction.forgetting.forget_case",
    "atenda.autoclosing.forgetting.forget_case",
    "atenda.webhooks.forgetting.forget_case",
]
PAYLOADS = """
    UPDATE history_eventpayload SET before = NULL, after = NULL
    WHERE organization_id = %(organization)s AND event_id IN
        (SELECT id FROM history_event WHERE organization_id = %(organization)s AND case_id = %(case)s)"""


def empty_bin(now: datetime) -> int:
    """In the organization entered: erase each case whose time is over, and answer how many. Again, it does the rest."""
    over = Case.objects.filter(binned_at__lt=now - KEPT_IN_BIN, erased_at=None).order_by("pk")
    return sum(_erase(case, now) for case in over)


def _erase(case: Case, now: datetime) -> bool:
    """What events say first, as the owner, who alone may; then the rest at once. Cut off between, it begins again."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(PAYLOADS, {"organization": current_organization().pk, "case": case.pk})
    with transaction.atomic():
        for name in FORGETTERS:
            import_string(name)(case)
        CaseAssignee.objects.filter(case=case).delete()
        CaseOpening.objects.filter(case=case).delete()
        blank = {"reference": "", "description": "", "solution": "", "contact": None, "account": None}
        nobody: dict[str, object] = {"responsible": None, "assignee_ids": [], "tag_ids": []}
        return bool(Case.objects.filter(pk=case.pk).update(erased_at=now, **blank, **nobody))
