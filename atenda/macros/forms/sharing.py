"""What the forms of quick replies and macros have in common: a name, a folder, who sees it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.macros.models import Kept
from atenda.macros.permissions import may_share
from atenda.staff import directory
from atenda.staff.models import Agent, Team
from atenda.worklists.models import Reach


class KeptForm(forms.Form):
    """Only what this person may choose. `version`: which one they have before them (B3)."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    folder = forms.CharField(
        label=gettext_lazy("Folder"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("With / between a folder and one in it: Deliveries/Late."),
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
    )
    reach = forms.ChoiceField(label=gettext_lazy("Who sees it"), choices=Reach.choices)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, actor: Agent, kept: Kept | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="kept_%s")
        self.kept: Any = kept
        teams = _teams(actor, held=kept.team_id if kept else None)  # type: ignore[attr-defined]
        is_own = kept is None or kept.owner_id == actor.pk  # type: ignore[attr-defined]
        possible = {Reach.OWN: is_own, Reach.TEAM: bool(teams), Reach.ALL: may_share(actor)}
        reach, team = cast(forms.ChoiceField, self.fields["reach"]), cast(forms.ChoiceField, self.fields["team"])
        reach.choices = [(value, label) for value, label in Reach.choices if possible[Reach(value)]]
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

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody changed it since this form was opened."""
        return self.kept is not None and self.cleaned_data.get("version") != self.kept.version

    def shared_values(self) -> dict[str, Any]:
        """As the verbs take them."""
        said = self.cleaned_data
        team = Team.objects.get(pk=said["team"]) if said["reach"] == Reach.TEAM else None
        return {"name": said["name"], "folder": said["folder"], "reach": said["reach"], "team": team}


def shared_initial(kept: Any) -> dict[str, Any]:
    said = {name: getattr(kept, name) for name in ("name", "folder", "reach", "version")}
    return {**said, "team": kept.team_id}


def _teams(actor: Agent, held: int | None) -> list[tuple[int, str]]:
    own = directory.team_ids_of(actor.pk)
    return [
        (team.id, team.name)
        for team in directory.teams().values()
        if team.id == held or (team.is_active and (team.id in own or may_share(actor)))
    ]
