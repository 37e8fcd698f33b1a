"""«Why?» of a mail: the sentence of its end, and each question that was asked of it, with its answer (N2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.cases.models import Case, CaseQuerySet
from atenda.intake.giving_cases import told
from atenda.intake.models import RawMail, Why
from atenda.intake.rules import giving
from atenda.intake.rules.telling import asked_as, left_out_words
from atenda.intake.rules.vocabulary import FIELD_NAMES, HOWS, Field
from atenda.staff.models import Agent

# as deciding.py asks them, in its order
QUESTIONS: Mapping[str, Any] = {
    "retired": gettext_lazy("Does the mailbox take nothing any more?"),
    "bounce": gettext_lazy("Does it say that a mail of ours did not arrive?"),
    "receipt": gettext_lazy("Does it only say that a mail was read?"),
    "complaint": gettext_lazy("Does a mail provider pass on a complaint with it?"),
    "nobody": gettext_lazy("Is it without a sender?"),
    "own": gettext_lazy("Does it come from an address of ours?"),
    "names_case": gettext_lazy("Does it name a case of ours?"),
    "merged": gettext_lazy("Was that case merged into another one?"),
    "blocked": gettext_lazy("Is its sender blocked?"),
    "unproven": gettext_lazy("Does its sender’s server say that it does not come from there?"),
    "several_senders": gettext_lazy("Does it name several senders?"),
    "spam": gettext_lazy("Does the mail server call it spam?"),
    "binned": gettext_lazy("Is the case in the bin?"),
    "aside": gettext_lazy("Does it belong to a side conversation?"),
    "from_customer": gettext_lazy("Does the customer of the case write it?"),
    "takes_part": gettext_lazy("Does its sender take part in the case?"),
    "thanks": gettext_lazy("Does it only say thank you?"),
    "late": gettext_lazy("Did it come too long after the case was closed?"),
    "is_theirs": gettext_lazy("Is it proved that the colleague wrote it?"),
    "may_see": gettext_lazy("May the colleague see the case?"),
    "automatic": gettext_lazy("Did a machine write it?"),
    "too_many": gettext_lazy("Did too many come from its sender in an hour?"),
    "answers_a_lot": gettext_lazy("Did its sender write on cases too often in an hour?"),
    "passes_on": gettext_lazy("Does the colleague pass on a customer’s mail?"),
    "on_record": gettext_lazy("Is its sender on record?"),
    "asks_who": gettext_lazy("Does its mailbox wait until somebody says who a new sender is?"),
}
WAYS: Mapping[str, Any] = {
    "message_id": gettext_lazy("by the mail of ours it answers"),
    "address": gettext_lazy("by the address it was sent to"),
    "reference": gettext_lazy("by another mail of the case it answers"),
    "tag": gettext_lazy("by its subject"),
}
MACHINES: Mapping[str, Any] = {
    "reply": gettext_lazy("an automatic answer"),
    "generated": gettext_lazy("a notice of a program"),
    "list": gettext_lazy("a mailing list or newsletter"),
    "bounce": gettext_lazy("a mail that could not be delivered"),
    "receipt": gettext_lazy("a receipt"),
    "complaint": gettext_lazy("a complaint"),
}


@dataclass(frozen=True)
class Asked:
    """A question, its answer, and what it was about."""

    sentence: str
    answer: bool
    detail: str = ""


@dataclass(frozen=True)
class AskedRule:
    """A rule as it was when it was asked. `conditions` as far as they had to be asked."""

    id: int
    name: str
    version: int
    holds: bool
    conditions: Sequence[Asked] = ()
    match_all: bool = True
    gave: Sequence[tuple[str, str]] = ()
    remarks: Sequence[str] = ()


@dataclass
class Explained:
    sentence: str
    asked: list[Asked] = field(default_factory=list)  # before the rules
    rules: list[AskedRule] = field(default_factory=list)
    then: list[Asked] = field(default_factory=list)  # after them
    by_hand: list[AskedRule] = field(default_factory=list)  # asked when somebody opened a case of it
    mailbox: list[tuple[str, str]] = field(default_factory=list)  # what its mailbox gave the new case


def explain(raw: RawMail, reader: Agent) -> Explained:
    """Why a mail is where it is, in the reader's language. What is said in no words of ours is left out, and of a case
    that the reader does not see its number."""
    sight = Case.objects.in_sight_of(reader)
    said = Explained(str(Why(raw.why).label) if raw.why else _("It has not been looked at yet."))
    for name, answer, detail in raw.evidence.get("asked", ()):
        if name == "rule":
            said.rules.append(_rule(answer, detail))
        elif name in QUESTIONS:
            (said.then if said.rules else said.asked).append(
                Asked(str(QUESTIONS[name]), answer, _detail(name, detail, sight) if _is_of_use(name, answer) else "")
            )
    said.by_hand = [_rule(holds, kept) for _name, holds, kept in raw.evidence.get("by_hand", ())]
    said.mailbox = told(raw.evidence.get("mailbox", {}))
    return said


def _is_of_use(name: str, answer: bool) -> bool:
    """What no question was about says nothing: which machine wrote what a person wrote."""
    return answer or name not in ("names_case", "automatic")


def _detail(name: str, detail: Any, sight: CaseQuerySet) -> str:
    match name, detail:
        case "names_case" | "merged" | "binned" | "takes_part", _ if not sight.filter(folio=_folio_in(detail)).exists():
            return ""
        case "names_case", [folio, way]:
            return f"{_('Case %(number)s') % {'number': folio}}, {WAYS.get(way, way)}"
        case "automatic", str():
            return str(MACHINES.get(detail, ""))
        case "binned" | "merged", int():
            return _("Case %(number)s") % {"number": detail}
        case "takes_part", [address, folio]:
            return f"{address} · {_('Case %(number)s') % {'number': folio}}"
        case "too_many" | "answers_a_lot", [address, many]:
            return f"{address} · {many}"
        case "late", [_closed, days]:
            return _("within %(days)s days the case is reopened") % {"days": days}
        case _, str():
            return detail
        case _:
            return ""


def _folio_in(detail: Any) -> int:
    found = [each for each in (detail if isinstance(detail, list) else [detail]) if isinstance(each, int)]
    return found[0] if found else 0


def _rule(holds: bool, kept: Mapping[str, Any]) -> AskedRule:
    conditions = [
        Asked(asked_as(about, how, values), held, _compared(about, compared))
        for about, how, values, held, compared in kept.get("conditions", ())
        if about in FIELD_NAMES and how in HOWS[Field(about)]
    ]
    return AskedRule(
        id=kept["id"],
        name=kept["name"],
        version=kept["version"],
        holds=holds,
        conditions=conditions,
        match_all=kept.get("all", True),
        gave=giving.told(
            {name: ids for name, ids in kept.get("gave", {}).items() if name not in kept.get("stayed", ())}
        ),
        remarks=[*_stayed(kept.get("stayed", ())), *(left_out_words(*one) for one in kept.get("left_out", ()))],
    )


def _stayed(fields: Sequence[str]) -> list[str]:
    return [
        _("%(field)s stays as an earlier rule says.") % {"field": giving.GIVEN[name]}
        for name in fields
        if name in giving.GIVEN
    ]


def _compared(about: str, compared: str) -> str:
    if about == Field.SIZE and compared.isdecimal():
        return f"{int(compared) / 1000:.0f} kB"
    return compared if about in (Field.SENDER, Field.RECIPIENT) else ""
