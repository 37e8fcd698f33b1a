"""What the rules of a mailbox make of a mail: asked in order, pure, and every one of them kept with its conditions as
the answer to «why?» and «why not?» (U6, N2).

A rule that holds or ignores is the last one. What one gives stays, whatever later ones say, unless they overwrite; tags
add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atenda.intake.models import End, RawMail, Rule, RuleEnd, Why
from atenda.intake.reading.shape import ReadMail
from atenda.intake.rules import giving
from atenda.intake.rules.facts import Facts, said_by
from atenda.intake.rules.holding import Test, test_of
from atenda.intake.rules.vocabulary import Condition, conditions_of
from atenda.organizations.revisions import kept_until_touched

MOST_TOLD = 50  # rules that did not hold are kept with their conditions; of more, the first that did not hold
SHOWN_VALUES = 5
ENDS = {RuleEnd.HOLD: (End.HELD, Why.RULE), RuleEnd.IGNORE: (End.DROPPED, Why.RULE_IGNORES)}


@dataclass(frozen=True)
class Verdict:
    """`sets` is what a new case is given; `asked` each rule that was asked, and which condition did not hold."""

    end: End = End.FILED
    why: Why = Why.NONE
    sets: dict[str, Any] = field(default_factory=dict)
    asked: list[list[Any]] = field(default_factory=list)

    @property
    def ends(self) -> bool:
        """Whether a rule holds or ignores it."""
        return self.end != End.FILED


@dataclass(frozen=True)
class Ready:
    """A rule as it is asked: its values those of today."""

    id: int
    version: int
    name: str
    mailbox_id: int | None
    position: int
    match_all: bool
    conditions: tuple[Condition, ...]
    tests: tuple[Test, ...]
    gives: giving.Gives
    left_out: Sequence[tuple[str, int]]
    ends: str
    overwrites: bool

    def is_for(self, mailbox_id: int) -> bool:
        return self.mailbox_id is None or self.mailbox_id == mailbox_id

    def asks(self, facts: Facts) -> tuple[bool, list[tuple[bool, str]]]:
        """Whether it holds, and each condition that had to be asked with what it was compared with."""
        answers: list[tuple[bool, str]] = []
        for test in self.tests:
            answers.append(test(facts))
            if answers[-1][0] is not self.match_all:
                return not self.match_all, answers
        return self.match_all, answers


@dataclass
class Outcome:
    """`gives` is what a new case would be given, by field; `ends` whether it is held or ignored."""

    ends: str = ""
    gives: dict[str, tuple[int, ...]] = field(default_factory=dict)
    asked: list[list[Any]] = field(default_factory=list)


def ready(rule: Rule) -> Ready:
    conditions = conditions_of(rule.conditions)
    gives, left_out = giving.usable(rule.gives)
    return Ready(
        id=rule.pk or 0,
        version=rule.version,
        name=rule.name,
        mailbox_id=rule.mailbox_id,
        position=rule.position,
        match_all=rule.match_all,
        conditions=conditions,
        tests=tuple(test_of(condition) for condition in conditions),
        gives=gives,
        left_out=left_out,
        ends=rule.ends,
        overwrites=rule.overwrites,
    )


@kept_until_touched
def rules_on() -> tuple[Ready, ...]:
    """Those that are switched on, in their order."""
    rows = Rule.objects.filter(is_on=True, removed_at=None).order_by("position", "pk")
    return tuple(ready(rule) for rule in rows)


def judge(rules: Iterable[Ready], facts: Facts, *, to_the_end: bool = False) -> Outcome:
    """Nothing but the rules and the mail counts: the same ones make the same of it at any time.

    `to_the_end`: those behind one that holds or ignores the mail are asked as well, for it goes on all the same.
    """
    outcome, told = Outcome(), 0
    for rule in rules:
        holds, answers = rule.asks(facts)
        kept_earlier = _give(rule, outcome) if holds else []
        is_told = holds or told < MOST_TOLD
        told += 0 if holds else 1
        outcome.asked.append(["rule", holds, _evidence(rule, answers, kept_earlier, holds, is_told=is_told)])
        if holds and rule.ends and not to_the_end:
            outcome.ends = rule.ends
            break
    return outcome


def verdict(mail: ReadMail, raw: RawMail, *, now: datetime) -> Verdict:
    """What the rules that are on make of a mail that came in."""
    asked = [rule for rule in rules_on() if rule.is_for(raw.mailbox_id)]
    if not asked:
        return Verdict()
    outcome = judge(asked, Facts.of(said_by(mail, raw)))
    end, why = ENDS[RuleEnd(outcome.ends)] if outcome.ends else (End.FILED, Why.NONE)
    return Verdict(end, why, giving.values(outcome.gives), outcome.asked)


def verdict_by_hand(mail: ReadMail, raw: RawMail) -> Verdict:
    """What the rules that are on give a case that a person opens of a mail, whatever holds or ignores it."""
    asked = [rule for rule in rules_on() if rule.is_for(raw.mailbox_id)]
    outcome = judge(asked, Facts.of(said_by(mail, raw)), to_the_end=True) if asked else Outcome()
    return Verdict(sets=giving.values(outcome.gives), asked=outcome.asked)


def _give(rule: Ready, outcome: Outcome) -> list[str]:
    """Put what a rule gives beside what earlier ones gave; the fields in which theirs stayed."""
    stayed = []
    for name, ids in rule.gives.items():
        if name == giving.TAGS:
            outcome.gives[name] = tuple(dict.fromkeys((*outcome.gives.get(name, ()), *ids)))
        elif name in outcome.gives and not rule.overwrites:
            stayed.append(name)
        else:
            outcome.gives[name] = ids
    return stayed


def _evidence(
    rule: Ready, answers: Sequence[tuple[bool, str]], stayed: list[str], holds: bool, *, is_told: bool
) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": rule.id, "version": rule.version, "name": rule.name}
    if not is_told:
        return kept
    kept["all"] = rule.match_all
    kept["conditions"] = [
        [one.field.value, one.how.value, list(one.values[:SHOWN_VALUES]), held, compared]
        for one, (held, compared) in zip(rule.conditions, answers, strict=False)
    ]
    if holds:
        kept["gave"] = {name: list(ids) for name, ids in rule.gives.items()}
        kept |= {name: what for name, what in (("stayed", stayed), ("ends", rule.ends)) if what}
        if rule.left_out:
            kept["left_out"] = [list(one) for one in rule.left_out]
    return kept
