"""A conversation that begins here: the mail is the case from its first line (S1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.files.models import Upload
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent


class NoAddress(Refused):
    fields = ("customer",)
    sentence = _("This customer has no e-mail address to write to.")


class NothingWritten(Refused):
    fields = ("description",)
    sentence = _("Write what the mail says.")


def write_first(case: Case, *, files: Sequence[Upload] = (), by: Agent, now: datetime) -> Message:
    """Send what a case just opened says to its customer, with the files that came with it.

    Raises NoAddress, NothingWritten, and what `reply` raises; called in the transaction that opens the case.
    """
    answered = answered_in(case)
    if answered.to is None:
        raise NoAddress
    if not case.description.strip():
        raise NothingWritten
    return reply(
        case,
        readers=Readers([answered.to]),
        subject=case.reference,
        text=case.description,
        answered=answered,
        files=files,
        by=by,
        now=now,
    )
