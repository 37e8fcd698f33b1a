"""What a new case of a mail is given: what its mailbox says, and over that what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.intake.deciding import passed_on
from atenda.intake.models import RawMail
from atenda.intake.reading.shape import ReadMail
from atenda.intake.rules import Verdict, giving, verdict_by_hand
from atenda.intake.senders import Sender, sender
from atenda.mailboxes.models import Mailbox

OF_MAILBOX: Mapping[str, Any] = {
    "type": _("Type"),
    "category": _("Category"),
    "priority": _("Priority"),
    "source": _("Source"),
    "team": _("Team"),
    "responsible": _("Responsible"),
}


@dataclass(frozen=True)
class Given:
    """One value, and the rule that gives it; none where the mailbox does."""

    label: str
    what: str
    rule: str = ""


@dataclass(frozen=True)
class Foreseen:
    """For whom a new case would be opened, whether they would be put on record with it, and what it would have."""

    customer: str
    is_new: bool
    given: list[Given]


def foreseen(raw: RawMail, mail: ReadMail) -> Foreseen:
    """What a person who files a held mail into a new case gets. Nothing is changed."""
    customer = customer_of(mail)
    said = verdict_by_hand(mail, raw)
    rules = _rules_that_gave(said)
    given = [Given(label, what) for label, what in told(of_mailbox(raw.mailbox, said))]
    given += [Given(str(giving.GIVEN[name]), _called(value), rules.get(name, "")) for name, value in said.sets.items()]
    known = customer.contact or customer.account
    return Foreseen(known.name if known else customer.name, known is None, given)


def customer_of(mail: ReadMail) -> Sender:
    """Whose case it would be: whoever wrote it, or the customer whose mail a colleague passes on."""
    assert mail.sender is not None
    who = sender(mail.sender.address, mail.sender.name)
    if who.agent is not None and not who.is_known:
        return passed_on(mail) or who
    return who


def values_for(mailbox: Mailbox, said: Verdict) -> dict[str, Any]:
    """As `open_case` takes them."""
    return {**{name: _usable(getattr(mailbox, name)) for name in OF_MAILBOX}, **said.sets}


def of_mailbox(mailbox: Mailbox, said: Verdict) -> dict[str, int]:
    """By field the key of what the mailbox gives where no rule says otherwise, as the answer to «why?» keeps it."""
    values = {name: _usable(getattr(mailbox, name)) for name in OF_MAILBOX if name not in said.sets}
    return {name: value.pk for name, value in values.items() if value is not None}


def told(keys: Mapping[str, int]) -> list[tuple[str, str]]:
    """Each field a mailbox gave, and what, as people read it."""
    return [(str(label), giving.called(name, keys[name])) for name, label in OF_MAILBOX.items() if name in keys]


def _rules_that_gave(said: Verdict) -> dict[str, str]:
    """By field the last rule whose value held."""
    names: dict[str, str] = {}
    for _rule, holds, kept in said.asked:
        if holds:
            names |= {field: kept["name"] for field in kept.get("gave", ()) if field not in kept.get("stayed", ())}
    return names


def _called(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _usable(row: Any) -> Any:
    """What a mailbox gives, unless it was retired, or somebody left, since: no mail waits for that."""
    is_over = row is None or getattr(row, "retired_at", None) is not None or not getattr(row, "is_active", True)
    return None if is_over else row
