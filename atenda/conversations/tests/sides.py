"""Side conversations for tests: one with a supplier."""

from __future__ import annotations

from typing import Any

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers
from atenda.conversations.sides.writing import ask
from atenda.staff.models import Agent
from atenda.testing.cast import NOW

SUPPLIER = "pedidos@provedor.example"


def asked(case: Case, *, by: Agent, text: str = "Tedes a peza?", **said: Any) -> Message:
    """A mail to the supplier, which opens one."""
    given: dict[str, Any] = {"readers": Readers([("Provedor", SUPPLIER)]), "subject": "Peza", "now": NOW, **said}
    return ask(case, text=text, by=by, **given)
