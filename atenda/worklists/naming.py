"""Filters as people read them: what can be chosen of each field, what a chosen value is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from atenda.cases import catalogue
from atenda.cases.models import Case
from atenda.cases.successors import now_called
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.satisfaction.faces import BY_SCORE, Face
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.filters import CHOICES, DAYS, ME, RATINGS, Filters, Value
from atenda.worklists.question import Question

MOST_OFFERED = 500
MOST_COUNTED = 20  # filters of which each is counted by itself: an address may name hundreds


@dataclass(frozen=True)
class Chip:
    """One filter in use: the field, what it says, the question without it, and the question it is alone."""

    name: str
    label: str
    without: Question
    alone: Question


def offered(name: str) -> Iterator[tuple[str, str]]:
    """The values of a field that can be chosen, as its address says them and as people read them."""
    match name:
        case "assignee":
            yield ME, _("Me")
            yield "none", _("Nobody")
            yield from ((str(one.id), one.name) for one in directory.agents().values() if one.is_active)
        case "team":
            yield ME, _("My teams")
            yield "none", _("No team")
            yield from ((str(one.id), one.name) for one in directory.teams().values() if one.is_active)
        case "tag":
            yield "none", _("No tag")
            tags = catalogue.in_use(catalogue.tags())[:MOST_OFFERED]
            yield from ((str(tag.id), tag.label) for tag in tags)
        case "rating":
            yield "none", _("Not rated")
            yield from ((word, str(_WORDS[word])) for word in RATINGS)
            yield from ((str(face.mark), _face(face)) for face in reversed(BY_SCORE.values()))
        case "state":
            yield from ((str(state.id), state.label) for state in catalogue.states_by_label())
        case _:
            if name != "priority":
                yield "none", _("Nothing")
            values = catalogue.OF_FIELD[name]().values()
            yield from ((str(one.id), one.label) for one in values if now_called(name, one.id) == one.id)


def chips(question: Question, actor: Agent) -> list[Chip]:
    """Every filter in use, a chip for each of its values."""
    filters, bare = question.filters, Filters()
    customers = _customers(question.filters, actor)
    found = []
    for name, choice in filters.choices.items():
        for value in (*choice.any_of, *choice.none_of):
            said = customers.get(value) if isinstance(value, tuple) else called(name, value)
            words = _("not %(value)s") % {"value": said} if value in choice.none_of else said
            without = question.with_filters(filters.without(name, value, whole=False))
            alone = Filters(choices={name: choice.only(value)})
            found.append(Chip(name, f"{CHOICES[name]}: {words}", without, question.with_filters(alone)))
    for name, days in filters.days.items():
        alone = Filters(days={name: days})
        found.append(_chip(question, name, f"{DAYS[name]}: {days.label}", alone))
    if filters.is_overdue:
        found.append(_chip(question, "due", _("Past the deadline"), Filters(is_overdue=True)))
    if filters.has_no_deadline:
        found.append(_chip(question, "due", _("Without deadline"), Filters(has_no_deadline=True)))
    if filters.idle:
        words = ngettext("Nothing done for %(n)s day", "Nothing done for %(n)s days", filters.idle)
        found.append(_chip(question, "idle", words % {"n": filters.idle}, Filters(idle=filters.idle)))
    if filters.open_on:
        words = _("Pending at the end of %(day)s") % {"day": filters.open_on.label}
        found.append(_chip(question, "open_on", words, Filters(open_on=filters.open_on)))
    if filters.is_undelivered:
        found.append(_chip(question, "arrival", _("Mail failed to arrive"), Filters(is_undelivered=True)))
    if filters.is_asked:
        found.append(_chip(question, "third", _("Waiting for a third party"), Filters(is_asked=True)))
    if filters.words:
        found.append(_chip(question, "q", f"«{filters.words}»", bare.saying(filters.words)))
    return found


def called(name: str, value: Value) -> str:
    """A value as people read it; of one that is not there any more, its number."""
    if value == ME:
        return _("My teams") if name == "team" else _("Me")
    if value is None:
        return {"assignee": _("Nobody"), "team": _("No team"), "tag": _("No tag"), "rating": _("Not rated")}.get(
            name, _("Nothing")
        )
    if isinstance(value, str) and value in RATINGS:
        return str(_WORDS[value])
    pk = value if isinstance(value, int) else 0
    match name:
        case "rating":
            return _face(BY_SCORE[pk]) if pk in BY_SCORE else str(pk)
        case "assignee":
            return str(directory.agents().get(pk, pk))
        case "team":
            return str(directory.teams().get(pk, pk))
        case "tag":
            return str(catalogue.tags().get(pk, pk))
        case _:
            return str(catalogue.OF_FIELD[name]().get(pk, pk))


def _face(face: Face) -> str:
    return f"{face.mark} {face.sign} {face}"


_WORDS = {"good": gettext_lazy("Good ones"), "bad": gettext_lazy("Bad ones")}


def _chip(question: Question, name: str, label: str, alone: Filters) -> Chip:
    return Chip(name, label, question.with_filters(question.filters.without(name)), question.with_filters(alone))


def customers_called(values: Iterable[Value], actor: Agent) -> dict[Value, str]:
    """The names of customers, each kind looked up once; of one this agent may know nothing of, the number.

    Whoever may not see customers knows those of the cases they see, where they stand by name.
    """
    pairs = [value for value in values if isinstance(value, tuple)]
    names: dict[Value, str] = {pair: str(pair[1]) for pair in pairs}
    for model in (Contact, Account):
        if ids := [pk for kind, pk in pairs if kind == model.kind]:
            known = model.objects.filter(pk__in=ids)
            if not may_see_customers(actor):
                cases = Case.objects.visible_to(actor)
                known = known.filter(pk__in=cases.filter(**{f"{model.kind}__in": ids}).values(model.kind))
            names |= {(model.kind, pk): name for pk, name in known.values_list("pk", "name")}
    return names


def _customers(filters: Filters, actor: Agent) -> dict[Value, str]:
    choice = filters.choices.get("customer")
    return customers_called((*choice.any_of, *choice.none_of), actor) if choice else {}
