"""Try a rule before it is switched on: ask it of the last thousand mails, from what was kept of them (U7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from atenda.intake.models import End, RawMail, RuleEnd, Why
from atenda.intake.rules import giving
from atenda.intake.rules.facts import Facts
from atenda.intake.rules.judging import ENDS, Outcome, Ready, judge, rules_on
from atenda.mailboxes.models import Mailbox

MAILS = 1_000
SECONDS = 2.0
AT_ONCE = 50
SHOWN = 50
COLUMNS = ("pk", "mailbox_id", "sender", "subject", "received_at", "end", "why", "case__folio", "said")


@dataclass(frozen=True)
class Difference:
    """What would be another: `field` is empty for the end of the mail itself."""

    field: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Tried:
    """A mail that the rule holds of."""

    mail: int
    sender: str
    subject: str
    at: datetime
    folio: int | None
    differences: Sequence[Difference]


@dataclass
class Trial:
    """`asked` mails of which `matched` hold; `changed` would have ended differently. `unkept` came before what rules
    read was kept, `unasked` never came to the rules. `stopped_at` is how far back it got, where time was up."""

    asked: int = 0
    matched: int = 0
    changed: int = 0
    unkept: int = 0
    unasked: int = 0
    stopped_at: datetime | None = None
    rows: list[Tried] = field(default_factory=list)


def try_out(draft: Ready, *, seconds: float = SECONDS, clock: Callable[[], float] = monotonic) -> Trial:
    """What the rule would make of them in its place among those that are on, beside what these make of them now.

    It changes nothing, and ends in time whatever it is asked.
    """
    trial, until = Trial(), clock() + seconds
    others = [rule for rule in rules_on() if rule.id != draft.id]
    place = draft.position or 2**31
    with_it = sorted([*others, draft], key=lambda rule: (place if rule is draft else rule.position, rule.id))
    given = _given_by_mailboxes()
    for row in _mails(draft.mailbox_id):
        if clock() > until:
            trial.stopped_at = row["received_at"]
            break
        _ask(row, draft, others, with_it, given, trial)
    return trial


def _mails(mailbox_id: int | None) -> Iterator[dict[str, Any]]:
    """The last ones, the newest first, a few at a time: what was kept of them is read as far as time allows."""
    rows = RawMail.objects.exclude(end=End.RECEIVED).order_by("-pk")
    if mailbox_id is not None:
        rows = rows.filter(mailbox=mailbox_id)
    before = None
    for _part in range(0, MAILS, AT_ONCE):
        some = list((rows.filter(pk__lt=before) if before else rows).values(*COLUMNS)[:AT_ONCE])
        yield from some
        if len(some) < AT_ONCE:
            return
        before = some[-1]["pk"]


def _ask(
    row: Mapping[str, Any],
    draft: Ready,
    others: Sequence[Ready],
    with_it: Sequence[Ready],
    given: Mapping[int, Mapping[str, int | None]],
    trial: Trial,
) -> None:
    trial.asked += 1
    if not row["said"]:
        trial.unkept += 1
        return
    if not row["said"].get("reached"):
        trial.unasked += 1
        return
    facts = Facts.of(row["said"])
    if not draft.asks(facts)[0]:
        return
    trial.matched += 1
    mine = [rule for rule in others if rule.is_for(row["mailbox_id"])]
    with_mine = [rule for rule in with_it if rule.is_for(row["mailbox_id"])]
    differences = _differences(row, judge(mine, facts), judge(with_mine, facts), given[row["mailbox_id"]])
    trial.changed += bool(differences)
    _show(row, differences, trial)


def _show(row: Mapping[str, Any], differences: Sequence[Difference], trial: Trial) -> None:
    """The newest ones, those that would be different first."""
    tried = Tried(row["pk"], row["sender"], row["subject"], row["received_at"], row["case__folio"], differences)
    if len(trial.rows) < SHOWN:
        trial.rows.append(tried)
    elif differences:
        same = next((place for place in range(SHOWN - 1, -1, -1) if not trial.rows[place].differences), None)
        if same is not None:
            del trial.rows[same]
            trial.rows.append(tried)


def _differences(
    row: Mapping[str, Any], before: Outcome, after: Outcome, given: Mapping[str, int | None]
) -> list[Difference]:
    if after.ends != before.ends:
        return [Difference("", _end(row, before.ends), _end(row, after.ends))]
    if after.ends or row["why"] != Why.OPENED:
        return []  # a mail of a case that was there gives it nothing
    found = []
    for name, label in giving.GIVEN.items():
        was = before.gives.get(name) or giving.ids_of(given, name)
        becomes = after.gives.get(name) or giving.ids_of(given, name)
        if set(was) != set(becomes):
            found.append(Difference(str(label), _called(name, was), _called(name, becomes)))
    return found


def _end(row: Mapping[str, Any], ends: str) -> str:
    """How a mail ends: by a rule, or as it ended, where no rule ended it; filed, where rules ended it that are gone."""
    if ends:
        return str(ENDS[RuleEnd(ends)][0].label)
    by_rule = row["why"] in (Why.RULE, Why.RULE_IGNORES)
    return str(End.FILED.label if by_rule else End(row["end"]).label)


def _called(name: str, ids: Sequence[int]) -> str:
    return ", ".join(giving.called(name, pk) for pk in ids)


def _given_by_mailboxes() -> dict[int, dict[str, int | None]]:
    """By mailbox what it gives where no rule says otherwise."""
    names = ("type", "category", "priority", "team", "responsible")
    rows = Mailbox.objects.values_list("pk", *(f"{name}_id" for name in names))
    return {pk: dict(zip(names, ids, strict=True)) for pk, *ids in rows}
