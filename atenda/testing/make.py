"""Makers: the shortest way to a row that a test is not about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.customers.models import Contact
from atenda.files.attaching import attach
from atenda.files.kinds import kind_of
from atenda.files.models import Attachment
from atenda.files.receiving import Received
from atenda.files.storage import Incoming
from atenda.staff.models import Agent
from atenda.testing.cast import NOW


def case(
    reference: str = "No arranca la cámara", *, now: datetime = NOW, by: Agent | None = None, **values: Any
) -> Case:
    """A case opened by the verb, for the first contact there is unless one is given."""
    if "contact" not in values and "account" not in values:
        values["contact"] = Contact.objects.order_by("pk").first()
    return open_case(reference=reference, now=now, by=by, **values)


def received(content: bytes = b"Ola", name: str = "nota.txt") -> Received:
    """A file as the door hands it on."""
    incoming = Incoming()
    incoming.write(content)
    digest = incoming.finish()
    return Received(name, len(content), kind_of(incoming.head, name), digest, incoming.path)


def file(
    case: Case,
    content: bytes = b"Ola",
    name: str = "nota.txt",
    *,
    now: datetime = NOW,
    by: Agent | None = None,
    key: UUID | None = None,
) -> Attachment:
    """A file of a case, put there by the verb."""
    return attach(case, received(content, name), by=by, now=now, key=key)
