"""What fields of a text stand for in one case, and the language one speaks there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format

from atenda.cases import catalogue
from atenda.cases.models import Case
from atenda.conversations.answered import Answered
from atenda.conversations.models import Direction, Message
from atenda.macros.filling import Filled, fill
from atenda.macros.models import QuickReply
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES, label_in
from atenda.staff import directory
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Spoken:
    """A quick reply as one case would get it. `wanted`: the language one would speak there."""

    reply: QuickReply
    language: str
    wanted: str
    filled: Filled

    @property
    def is_other_language(self) -> bool:
        return self.language != self.wanted

    @property
    def is_stale(self) -> bool:
        return self.language in self.reply.stale


def speak(reply: QuickReply, case: Case, *, answered: Answered, by: Agent, now: datetime, language: str = "") -> Spoken:
    """In the language asked for, else in that of the case; where there is no such text, in the organization's."""
    wanted = language if language in reply.languages else language_of(case)
    order = [wanted, current_organization().language, *LANGUAGES]
    spoken = next(each for each in order if each in reply.languages)
    values = values_of(case, answered=answered, language=spoken, by=by, now=now)
    return Spoken(reply, spoken, wanted, fill(reply.texts[spoken], values))


def language_of(case: Case) -> str:
    """The customer's own, else that of the last mail they wrote, else the organization's."""
    for customer in (case.contact, case.account):
        if customer is not None and customer.language:
            return str(customer.language)
    written = Message.objects.filter(case=case, direction=Direction.IN, automatic="").order_by("-pk")
    last = written.values_list("language", flat=True).first()
    return last if last in LANGUAGES else str(current_organization().language)


def values_of(case: Case, *, answered: Answered, language: str, by: Agent, now: datetime) -> Mapping[str, str]:
    """By the key of each field what stands for it, empty where nothing does; words and days in this language."""
    customer = _name(case.contact.name if case.contact else case.account.name if case.account else "")
    responsible = directory.agents().get(case.responsible_id or 0)
    moments = {"created": case.created_at, "deadline": case.due_at, "date": now}
    days = {name: day_in_words(moment, language) for name, moment in moments.items()}
    return {
        "customer": customer,
        "first_name": customer.split()[0] if customer and case.contact else "",
        "company": case.account.name if case.account else "",
        "folio": str(case.folio),
        "reference": case.reference,
        "state": label_in(catalogue.states()[case.state_id].labels, language),
        "responsible": responsible.name if responsible else "",
        "agent": by.name,
        "position": by.position,
        "phone": by.phone,
        "mailbox": answered.own_address,
        "organization": current_organization().name,
        **days,
    }


def _name(name: str) -> str:
    """Of whoever wrote without saying their name, the address stands in its place: that is no name."""
    return "" if "@" in name else name.strip()


def day_in_words(moment: datetime | None, language: str) -> str:
    """23 de novembro de 2026: months are written small, but in English. Empty for no moment."""
    with translation.override(language):
        said = date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
    return said if language == "en" else said.lower()
