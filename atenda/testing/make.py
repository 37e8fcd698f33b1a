"""Makers: the shortest way to a row that a test is not about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.customers.models import Contact
from atenda.staff.models import Agent
from atenda.testing.cast import NOW


def case(
    reference: str = "No arranca la cámara", *, now: datetime = NOW, by: Agent | None = None, **values: Any
) -> Case:
    """A case opened by the verb, for the first contact there is unless one is given."""
    if "contact" not in values and "account" not in values:
        values["contact"] = Contact.objects.order_by("pk").first()
    return open_case(reference=reference, now=now, by=by, **values)
