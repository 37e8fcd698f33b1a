"""Run a macro on a case: each deed by its own verb and permission, all of them or none (S0.55).

Before it is done, `foresee` does it for good and takes it back: what is foretold comes by the very verbs that do it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.describing import tags_of
from atenda.cases.editing import edit, finish
from atenda.cases.field_rules import ForOthersToFillIn, NeededToClose, rules
from atenda.cases.lifecycle import cancel, move
from atenda.cases.models import Case, CaseType, Category, ClosingReason, Lifecycle, Priority, State, Tag
from atenda.cases.permissions import (
    may_close_cases,
    may_edit_cases,
    may_fill_in,
    may_note_cases,
    may_reopen_cases,
)
from atenda.cases.tagging import MOST
from atenda.conversations.answered import Answered, answered_in
from atenda.conversations.events import RECEIVED, SENT
from atenda.conversations.noting import note
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.replying import Readers, reply
from atenda.conversations.unfilled import Unfilled
from atenda.history.deeds import deed, one_deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.macros import events
from atenda.macros.facts import Spoken, language_of, speak, values_of
from atenda.macros.filling import Filled, fill
from atenda.macros.models import Macro, QuickReply
from atenda.macros.sharing import count_use
from atenda.macros.steps import ME, STEPS, Does, Told, called, field_of, ids_in, is_offered, told
from atenda.organizations.refusals import Refused
from atenda.organizations.rows import by_id
from atenda.staff.models import Agent, Team
from atenda.worklists.bulk.doing import answer_for
from atenda.worklists.bulk.refusals import NotAllowed, NotOfThisType, TooManyTags

T = TypeVar("T")
MODELS: Mapping[str, Any] = {"type": CaseType, "category": Category, "priority": Priority}


class NoLongerThere(Refused):
    """What it gives cannot be given any more."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return str(_("“%(what)s” is retired, and no case is given it.")) % {"what": self.what}


class NoSuchReply(Refused):
    sentence = _("The quick reply is retired, or not among those you see.")


class WentOn(Refused):
    sentence = _(
        "Since you opened this, somebody wrote in the case or ran the macro on it. Look at what will happen now, and "
        "do it again if it still holds."
    )


class Retired(Refused):
    sentence = _("This macro is retired.")


@dataclass(frozen=True)
class Ending:
    """How a case ends, where that was said: in place of what the macro says; `also`: what the case lacks for it."""

    reason: ClosingReason | None = None
    solution: str | None = None
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """What one step would do: `refusal` says why it would not; else whether it `changes` anything."""

    told: Told
    changes: bool = False
    refusal: str = ""
    reply: Spoken | None = None
    note: Filled | None = None
    readers: str = ""


@dataclass
class Foreseen(Generic[T]):
    lines: list[Line] = field(default_factory=list)
    ending: T | None = None

    @property
    def is_refused(self) -> bool:
        return any(line.refusal for line in self.lines)

    @property
    def changes(self) -> bool:
        return any(line.changes for line in self.lines)


@deed
def run(
    macro: Macro, case: Case, *, by: Agent, now: datetime, ending: Ending | None = None, seen: int | None = None
) -> None:
    """All it does, one event for each change; where something is refused nothing of it is done. `seen`: the number of
    the latest event of the case when it was shown; of two who run it at once the second is told. Raises Refused."""
    if macro.retired_at is not None:
        raise Retired
    with one_deed() as done:
        if seen is not None:
            case.lock()
            _check_since(macro, case, seen)
        before = len(done.events)
        for step in steps_of(macro.does):
            _do(step, macro.does, case, by=by, now=now, ending=ending)
        if len(done.events) > before:
            record(case, events.RAN, by=by, after={"name": macro.name}, at=now, is_remark=True)
            count_use(macro, now=now)


def foresee(
    macro: Macro,
    case: Case,
    *,
    by: Agent,
    now: datetime,
    ending: Ending | None = None,
    at_the_end: Callable[[Case, State], T] | None = None,
) -> Foreseen[T]:
    """What would come of each step; nothing of it stays. `at_the_end` looks at the case just before it would end."""
    try:
        with transaction.atomic(), one_deed():
            raise _Seen(_foresee(macro, case, by, now, ending, at_the_end))
    except _Seen as seen:
        return seen.foreseen
    finally:
        case.refresh_from_db()


def _check_since(macro: Macro, case: Case, seen: int) -> None:
    """Raises WentOn: what was looked at before is not what would be done."""
    later = Event.objects.filter(case=case, seq__gt=seen)
    is_said = not {"reply", "state"}.isdisjoint(macro.does)
    if later.filter(kind=events.RAN.name, payloads__after__name=macro.name).exists() or (
        is_said and later.filter(kind__in=(RECEIVED.name, SENT.name)).exists()
    ):
        raise WentOn


def steps_of(does: Does) -> list[str]:
    return [step for step in STEPS if step in does]


def reply_of(macro: Macro, by: Agent) -> QuickReply | None:
    """The quick reply it sends, where there is one this agent may use."""
    rows = QuickReply.objects.visible_to(by).in_use()
    found: QuickReply | None = rows.filter(pk=macro.does["reply"]).first() if "reply" in macro.does else None
    return found


def said_ending(does: Does, case: Case) -> Ending:
    """How it would end the case by itself: a solution there is already stays. Raises NoLongerThere."""
    return Ending(_reason(does), None if case.solution.strip() else does.get("solution"))


class _Seen(Exception):
    """Ends the looking without leaving anything of it."""

    def __init__(self, foreseen: Foreseen[Any]) -> None:
        super().__init__()
        self.foreseen = foreseen


class _TakenBack(Exception):
    """Ends a step that would be refused, or is done only to see what comes of it."""


def _foresee(macro: Macro, case: Case, by: Agent, now: datetime, ending: Ending | None, at_the_end: Any) -> Any:
    found: Foreseen[Any] = Foreseen()
    named = reply_of(macro, by)
    for each in told(macro.does, named.name if named else ""):
        said: dict[str, Any] = {}
        if each.step == "note":
            said["note"] = _note_text(macro.does, case, by, now)
        if each.step == "reply" and named is not None and may_write_to_customers(by):
            answered = answered_in(case)
            said["reply"] = speak(named, case, answered=answered, by=by, now=now)
            said["readers"] = (answered.to[0] or answered.to[1]) if answered.to else ""
        if each.step == "state" and at_the_end is not None and (to := _ending_state(macro.does)):
            found.ending = at_the_end(case, to)
        try:
            with transaction.atomic(), one_deed() as done:
                before = len(done.events)
                _do(each.step, macro.does, case, by=by, now=now, ending=ending)
                changes = len(done.events) > before
        except NeededToClose as refusal:  # it is asked for: the form says so, where there is one
            is_asked = found.ending is not None
            found.lines.append(Line(each, changes=is_asked, refusal="" if is_asked else str(refusal), **said))
        except Refused as refusal:
            found.lines.append(Line(each, refusal=str(refusal), **said))
        else:
            found.lines.append(Line(each, changes=changes, **said))
    return found


def _do(step: str, does: Does, case: Case, *, by: Agent, now: datetime, ending: Ending | None) -> None:
    """One step. Raises Refused: whatever the verbs refuse, and NotAllowed, NotOfThisType, NoLongerThere."""
    case.lock()
    if step not in ("note", "reply"):
        _check_field(step, does, case)
    match step:
        case "note":
            if not may_note_cases(by):
                raise NotAllowed
            note(case, body=_sure(_note_text(does, case, by, now)), by=by, now=now)
        case "reply":
            _write(does, case, by, now)
        case "state":
            _move(does, case, by, now, ending)
        case "responsible":
            _need(may_fill_in(by, ["responsible"]))
            to = by if does[step] == ME else by_id(Agent, ids_in(does, step)[0])
            answer_for(case, to, by=by, now=now)
        case "add_tags" | "remove_tags":
            _need(may_fill_in(by, ["tags"]))
            edit(case, by=by, now=now, tags=_tags(step, does, case))
        case _:
            _need(may_fill_in(by, [step]))
            pk = ids_in(does, step)[0]
            edit(case, by=by, now=now, **{step: by_id(Team, pk) if step == "team" else catalogue.row(MODELS[step], pk)})


def _need(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def _check_field(step: str, does: Does, case: Case) -> None:
    name = field_of(step)
    if not rules(case.type_id)[name].shown:
        raise NotOfThisType([name])
    for pk in ids_in(does, step):
        if step != "remove_tags" and not is_offered(step, pk):
            raise NoLongerThere(called(step, pk))


def _tags(step: str, does: Does, case: Case) -> list[Tag]:
    ids, there = ids_in(does, step), list(tags_of(case))
    if step == "remove_tags":
        return [tag for tag in there if tag.pk not in ids]
    known = {tag.pk for tag in there}
    tags = [*there, *(catalogue.row(Tag, pk) for pk in ids if pk not in known)]
    if len(tags) > MOST and len(tags) > len(there):
        raise TooManyTags
    return tags


def _note_text(does: Does, case: Case, by: Agent, now: datetime) -> Filled:
    answered, language = answered_in(case), language_of(case)
    return fill(does["note"], values_of(case, answered=answered, language=language, by=by, now=now))


def _sure(filled: Filled) -> str:
    """Raises Unfilled."""
    if filled.missing:
        raise Unfilled(filled.missing)
    return filled.text


def _write(does: Does, case: Case, by: Agent, now: datetime) -> None:
    if not may_write_to_customers(by):
        raise NotAllowed
    found = QuickReply.objects.visible_to(by).in_use().filter(pk=does["reply"]).first()
    if found is None:
        raise NoSuchReply
    answered: Answered = answered_in(case)
    text = _sure(speak(found, case, answered=answered, by=by, now=now).filled)
    readers = Readers([answered.to] if answered.to else [])
    reply(case, readers=readers, subject=answered.subject, text=text, answered=answered, by=by, now=now)
    count_use(found, now=now)


def _ending_state(does: Does) -> State | None:
    """The state in which it ends a case, if it does."""
    pk = ids_in(does, "state")[0]
    known = catalogue.states().get(pk)
    return catalogue.row(State, pk) if known is not None and known.is_finished and not known.is_retired else None


def _move(does: Does, case: Case, by: Agent, now: datetime, ending: Ending | None) -> None:
    """Into a state of any meaning. With an end goes why and what solved it; a solution there is already stays."""
    to = catalogue.row(State, ids_in(does, "state")[0])
    if case.state_id == to.pk:
        return
    if not to.is_finished:
        _need(may_edit_cases(by) if case.is_pending else may_reopen_cases(by))
        move(case, to=to, by=by, now=now)
        return
    _need(may_close_cases(by))
    said = ending or said_ending(does, case)
    if to.lifecycle == Lifecycle.CANCELLED:
        cancel(case, to=to, reason=said.reason, by=by, now=now)
        return
    if not may_fill_in(by, said.also):
        raise ForOthersToFillIn(list(said.also))
    finish(case, to=to, reason=said.reason, solution=said.solution, also=said.also, by=by, now=now)


def _reason(does: Does) -> ClosingReason | None:
    if "reason" not in does:
        return None
    pk = ids_in(does, "reason")[0]
    if not is_offered("reason", pk):
        raise NoLongerThere(called("reason", pk))
    return catalogue.row(ClosingReason, pk)
