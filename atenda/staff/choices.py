"""Form fields that choose people and teams. They offer active ones and clean to the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.organizations.rows import by_id
from atenda.staff import directory
from atenda.staff.models import Agent, Team
from atenda.ui.choices import WhenDrawn

Rows = Callable[[], Mapping[int, Any]]


def _active(rows: Rows) -> Callable[[], Iterator[tuple[int, str]]]:
    """Read when a form is drawn or checked, in the organization entered then."""
    return lambda: ((one.id, one.name) for one in rows().values() if one.is_active)


class _OneField(forms.TypedChoiceField):
    model: Any
    rows: Rows
    nobody: Any

    def __init__(self, **kwargs: Any) -> None:
        rows, nobody, required = type(self).rows, self.nobody, kwargs.get("required", True)

        def choices() -> Iterator[tuple[Any, Any]]:
            yield ("", "—" if required else nobody)
            yield from _active(rows)()

        super().__init__(choices=WhenDrawn(choices), coerce=int, empty_value=None, **kwargs)

    def clean(self, value: Any) -> Any:
        pk = super().clean(value)
        return None if pk is None else by_id(self.model, pk)


class AgentField(_OneField):
    """One agent at work."""

    model, rows, nobody = Agent, directory.agents, _("Nobody")


class TeamField(_OneField):
    """One team in use."""

    model, rows, nobody = Team, directory.teams, _("No team")


class _SeveralField(forms.TypedMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple
    model: Any
    rows: Rows

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=WhenDrawn(_active(type(self).rows)), coerce=int, **kwargs)

    def clean(self, value: Any) -> Any:
        pks = super().clean(value)
        if not pks:
            return []
        return sorted(self.model.objects.filter(pk__in=pks), key=lambda row: pks.index(row.pk))


class AgentsField(_SeveralField):
    """Any number of agents at work."""

    model, rows = Agent, directory.agents


class TeamsField(_SeveralField):
    """Any number of teams in use."""

    model, rows = Team, directory.teams
