"""The form of the filters: it asks nothing of the database that is not drawn, and its answer is an address."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from atenda.cases.models import Colour
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.ui.choices import WhenDrawn
from atenda.worklists.colours import conditions
from atenda.worklists.days import names
from atenda.worklists.filters import CHOICES, DAYS, FAILED, NOTHING, OVERDUE, WAITED_FOR, written
from atenda.worklists.models import Reach
from atenda.worklists.naming import customers_called, offered
from atenda.worklists.permissions import may_share_views
from atenda.worklists.question import Question


class FiltersForm(forms.Form):
    """All filters; of each field any of some values, or none of some."""

    def __init__(self, question: Question, actor: Agent) -> None:
        filters = question.filters
        super().__init__(auto_id="filter_%s")
        chosen = {name: choice.written.split(",") for name, choice in filters.choices.items() if choice}
        for name, label in CHOICES.items():
            choices = (
                _choices_of_customers(question, actor) if name == "customer" else WhenDrawn(partial(_choices, name))
            )
            self.fields[name] = forms.MultipleChoiceField(
                label=str(label), choices=choices, required=False, initial=chosen.get(name, [])
            )
        for name, label in DAYS.items():
            days = filters.days.get(name)
            self.fields[name] = forms.ChoiceField(
                label=str(label),
                choices=WhenDrawn(partial(_periods, name)),
                required=False,
                initial=days.name if days else "",
            )
            for edge, words in (("first", pgettext("days", "From")), ("last", pgettext("days", "To"))):
                self.fields[f"{name}_{edge}"] = forms.DateField(
                    label=words,
                    required=False,
                    initial=getattr(days, edge).isoformat() if days and getattr(days, edge) else None,
                    widget=forms.DateInput(attrs={"type": "date"}),
                )
        if filters.is_overdue or filters.has_no_deadline:
            self.fields["due"].initial = OVERDUE if filters.is_overdue else NOTHING
        self.fields["idle"] = forms.IntegerField(
            label=_("Nothing done for so many days"),
            required=False,
            min_value=1,
            max_value=9999,
            initial=filters.idle or None,
        )
        self.fields["arrival"] = forms.ChoiceField(
            label=_("Mails of ours"),
            choices=[("", _("Any")), (FAILED, _("Failed to arrive"))],
            required=False,
            initial=FAILED if filters.is_undelivered else "",
        )
        self.fields["third"] = forms.ChoiceField(
            label=_("Third parties"),
            choices=[("", _("Any")), (WAITED_FOR, _("Waiting for a third party"))],
            required=False,
            initial=WAITED_FOR if filters.is_asked else "",
        )

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[name] for name in CHOICES]

    @property
    def days(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"{name}_first"], self[f"{name}_last"]) for name in DAYS]


class ViewForm(forms.Form):
    """A view's name, and whose it is; only what this person may choose."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, strip=True)
    reach = forms.ChoiceField(label=gettext_lazy("Who sees it"), choices=Reach.choices)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any = None, *, actor: Agent, owner: int | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="view_%s")
        teams = _teams_to_save_for(actor, held=(initial or {}).get("team"))
        is_own = owner in (None, actor.pk)  # a view of somebody else's, kept to oneself, would be theirs again
        possible = {Reach.OWN: is_own, Reach.TEAM: bool(teams), Reach.ALL: may_share_views(actor)}
        reach, team = cast(forms.ChoiceField, self.fields["reach"]), cast(forms.ChoiceField, self.fields["team"])
        reach.choices = [(value, label) for value, label in Reach.choices if possible.get(Reach(value), True)]
        team.choices = [("", "—"), *teams] if len(teams) > 1 else teams
        if not teams:
            del self.fields["team"]
        if len(reach.choices) == 1:
            reach.initial, reach.widget = reach.choices[0][0], forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = {"team": None, **self.cleaned_data}
        if cleaned.get("reach") == Reach.TEAM and cleaned["team"] is None and "team" not in self.errors:
            self.add_error("team", _("Choose a team."))
        return cleaned


class RuleForm(forms.Form):
    """One rule of colour: when, which colour, and the word that says it too (B54)."""

    when = forms.ChoiceField(label=gettext_lazy("When"), choices=WhenDrawn(conditions))
    tone = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Colour.choices, initial=Colour.RED)
    label = forms.CharField(label=gettext_lazy("What the row says"), max_length=30, strip=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="rule_%s")

    @property
    def rule(self) -> dict[str, Any]:
        name, _is, value = self.cleaned_data["when"].partition("=")
        return {"asked": {name: value}, "tone": self.cleaned_data["tone"], "label": self.cleaned_data["label"]}


def _teams_to_save_for(actor: Agent, held: int | None) -> list[tuple[int, str]]:
    own = directory.team_ids_of(actor.pk)
    return [
        (team.id, team.name)
        for team in directory.teams().values()
        if team.id == held or (team.is_active and (team.id in own or may_share_views(actor)))
    ]


def _choices(name: str) -> Iterable[tuple[Any, Any]]:
    values = list(offered(name))
    yield (_("Any of"), values)
    yield (_("None of"), [(f"-{value}", _("not %(value)s") % {"value": label}) for value, label in values])


def _choices_of_customers(question: Question, actor: Agent) -> list[tuple[str, str]]:
    """Those chosen; others are found as one types."""
    choice = question.filters.choices.get("customer")
    if not choice:
        return []
    called = customers_called((*choice.any_of, *choice.none_of), actor)
    return [
        *((written(value), called[value]) for value in choice.any_of),
        *((f"-{written(value)}", _("not %(value)s") % {"value": called[value]}) for value in choice.none_of),
    ]


def _periods(name: str) -> Iterable[tuple[str, str]]:
    yield ("", _("Any time"))
    yield from names().items()
    if name == "due":
        yield (OVERDUE, _("Past the deadline"))
        yield (NOTHING, _("Without deadline"))
