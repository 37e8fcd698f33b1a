"""The last line of a mail a person writes: the customer's way to their case, for that customer's eyes alone (N16)."""

from __future__ import annotations

from datetime import datetime
from html import escape

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.customers.models import EmailAddress
from atenda.notices.customer_links import way_to


def with_way_back(case: Case, *, address: str, text: str, html: str, language: str, now: datetime) -> tuple[str, str]:
    """Text and HTML with the line where this reader is the customer of the case, and gets such a page; else as given.

    Whoever else has the mail gets no way into the case by it.
    """
    way = _way_for(case, address, now)
    if not way:
        return text, html
    with translation.override(language):
        said = _("Your case, what we wrote to each other, and a place to answer:")
    line = f'<p style="color:#5b6778">{escape(said)}<br><a href="{escape(way)}">{escape(way)}</a></p>'
    return f"{text.rstrip()}\n\n{said}\n{way}\n", f"{html}{line}"


def _way_for(case: Case, address: str, now: datetime) -> str:
    theirs = Q(contact=case.contact_id or 0) | Q(account=case.account_id or 0)
    rows = list(EmailAddress.objects.filter(theirs, address=address.lower()).values("contact", "account"))
    for customer in (case.contact, case.account):
        if customer is not None and any(row[customer.kind] == customer.pk for row in rows):
            return way_to(case, customer, now=now)
    return ""
