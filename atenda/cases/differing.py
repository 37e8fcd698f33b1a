"""What holds for one type or state and not for another: what changes for cases when the one replaces the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from atenda.cases import catalogue
from atenda.cases.field_rules import FLAG_NAMES, FLAGS, LABELS, STANDARD, rules
from atenda.cases.models import CaseType, Picklist, State
from atenda.cases.moving import is_allowed
from atenda.notices.policy import telling


@dataclass(frozen=True)
class Difference:
    """One thing that holds otherwise, in words."""

    what: str
    before: str
    after: str


def differences(value: Picklist, to: Picklist) -> list[Difference]:
    """Rules of fields and of moves; only types and states have any."""
    if isinstance(value, CaseType):
        return [*_of_fields(value.pk, to.pk), *_of_moves(value.pk, to.pk)]
    return list(_of_ways(value.pk, to.pk)) if isinstance(value, State) else []


def uncovered(value: Picklist, to: Picklist) -> list[str]:
    """The fields that cases of a type hide from their customers, and that customers would read on those of another."""
    if not isinstance(value, CaseType):
        return []
    before, after, public = rules(value.pk), rules(to.pk), telling().public_fields
    return [name for name in STANDARD if name in public and after[name].shown and not before[name].shown]


def _of_fields(leaving: int, entering: int) -> Iterator[Difference]:
    before, after = rules(leaving), rules(entering)
    for name in STANDARD:
        for flag in FLAGS:
            was, will = getattr(before[name], flag), getattr(after[name], flag)
            if was != will:
                yield Difference(
                    f"{LABELS[name]}: {FLAG_NAMES[flag]}", *(_("yes") if is_so else _("no") for is_so in (was, will))
                )


def _of_moves(leaving: int, entering: int) -> Iterator[Difference]:
    """Of cases of two types."""
    states = catalogue.states()
    for move in ((one, other) for one in states for other in states):
        was, will = is_allowed(leaving, *move), is_allowed(entering, *move)
        if was != will:
            yield _move(
                _("From «%(one)s» to «%(other)s»") % {"one": states[move[0]], "other": states[move[1]]}, was, will
            )


def _of_ways(leaving: int, entering: int) -> Iterator[Difference]:
    """Into two states and out of them: for all cases, and for those of a type where it is otherwise."""
    types: dict[int, Any] = catalogue.types()
    for pk, other in catalogue.states().items():
        if pk in (leaving, entering):
            continue
        out, into = _("From here to «%(state)s»") % {"state": other}, _("From «%(state)s» to here") % {"state": other}
        for what, before, after in (
            (out, (leaving, pk), (entering, pk)),
            (into, (pk, leaving), (pk, entering)),
        ):
            of_all = is_allowed(None, *before), is_allowed(None, *after)
            if of_all[0] != of_all[1]:
                yield _move(what, *of_all)
            for of, type in types.items():
                own = is_allowed(of, *before), is_allowed(of, *after)
                if own != of_all and own[0] != own[1]:
                    yield _move(f"{type}: {what}", *own)


def _move(what: str, was: bool, will: bool) -> Difference:
    return Difference(what, *(_("allowed") if is_so else _("barred") for is_so in (was, will)))
