"""What visits of the pages of customers send, and whom they find."""

from __future__ import annotations

from uuid import uuid4

from atenda.customers.opening import open_account, open_contact
from atenda.testing.cast import NOW


def person(name="Brais Louro", **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def company(name="Muíños SL", **values):
    return open_account(name=name, by=None, now=NOW, **values)


def sent(**values):
    """What a visit sends for the whole form: its rows are there even when empty."""
    data = {"name": "", "tax_id": "", "submission": str(uuid4())}
    for field in ("phones", "emails", "addresses"):
        data |= {f"{field}-TOTAL_FORMS": "2", f"{field}-INITIAL_FORMS": "0", f"{field}-default": "0"}
    return data | values


def address(cast, page):
    return cast.url(page.format(account=cast.account.pk, contact=cast.customer.pk))
