"""A case that a customer wrote about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.intake.tests.mails import a_mailbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def case(acme: Cast) -> Case:
    """In Galician, by mail, to the mailbox soporte@acme.example."""
    mailbox = a_mailbox()
    found = make.case("A cámara non arrinca", by=acme.agent, responsible=acme.colleague, now=NOW)
    message = Message(
        direction=Direction.IN,
        mailbox=mailbox,
        sender_name="Uxía Cliente",
        sender_address="uxia@cliente.example",
        subject="A cámara",
        text="Non arrinca.",
        language="gl",
        message_id="<1@cliente.example>",
        at=timezone.now(),
    )
    receive(found, message, now=timezone.now())
    found.refresh_from_db()
    return found
