"""What the rows are called that events of administration are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from atenda.access.models import Role
from atenda.cases import catalogue
from atenda.cases.models import (
    Campaign,
    Case,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.staff import directory
from atenda.staff.models import Agent, Team

# Kept in memory: no question.
KNOWN: Mapping[Any, Callable[[], Mapping[int, Any]]] = {
    Agent: directory.agents,
    Team: directory.teams,
    State: catalogue.states,
    Priority: catalogue.priorities,
    Category: catalogue.categories,
    CaseType: catalogue.types,
    Importance: catalogue.importances,
    Campaign: catalogue.campaigns,
    Source: catalogue.sources,
    ClosingReason: catalogue.closing_reasons,
    Tag: catalogue.tags,
}


def names_of(events: Sequence[Any]) -> dict[tuple[str, int], str]:
    """By kind of row and key; of others than these the sentence says enough."""
    subjects = {(event.subject_type, event.subject_id) for event in events}
    names: dict[tuple[str, int], str] = {}
    for model, known in KNOWN.items():
        label = model._meta.label_lower
        names |= {(kind, pk): str(known()[pk]) for kind, pk in subjects if kind == label and pk in known()}
    roles = [pk for kind, pk in subjects if kind == Role._meta.label_lower]
    if roles:
        names |= {(Role._meta.label_lower, role.pk): str(role) for role in Role.objects.filter(pk__in=roles)}
    cases = [event.case_id for event in events if event.case_id]
    folios = dict(Case.objects.filter(pk__in=cases).values_list("pk", "folio")) if cases else {}
    for event in events:
        if event.case_id in folios:
            said = _("Case %(number)s") % {"number": folios[event.case_id]}
            names[event.subject_type, event.subject_id] = said
    return names
