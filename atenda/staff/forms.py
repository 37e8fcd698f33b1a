"""Forms about people and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import RoleKind
from atenda.access.models import Role
from atenda.customers.time_zones import zone_choices
from atenda.staff.choices import AgentField, AgentsField, TeamsField
from atenda.staff.models import Agent


class RoleField(forms.TypedChoiceField):
    """One of the four roles; cleans to the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Role"), choices=RoleKind.choices, coerce=RoleKind, **kwargs)

    def clean(self, value: Any) -> Role:
        role: Role = Role.objects.get(kind=super().clean(value))
        return role


class PresentingForm(forms.Form):
    """What customers read of a person beside the name."""

    position = forms.CharField(
        label=_("Position"), max_length=80, required=False, help_text=_("For signatures, like the phone.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    role = RoleField()
    teams = TeamsField(label=_("Teams"), required=False)

    @classmethod
    def of(cls, agent: Agent, data: Any = None) -> PersonForm:
        teams = list(agent.memberships.values_list("team_id", flat=True))
        return cls(data, initial={"name": agent.name, "role": agent.role.kind, "teams": teams})


class InvitationForm(PersonForm):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("They sign in with it."), widget=forms.EmailInput
    )
    field_order = ("name", "email", "role", "teams")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        return email


class PersonPageForm(PersonForm, PresentingForm):
    field_order = ("name", "position", "phone", "role", "teams")

    @classmethod
    def of(cls, agent: Agent, data: Any = None) -> PersonPageForm:
        form = super().of(agent, data)
        form.initial = {**form.initial, "position": agent.position, "phone": agent.phone}
        return form  # type: ignore[return-value]


class DeactivationForm(forms.Form):
    heir = AgentField(
        label=_("Who takes over their cases"),
        required=False,
        help_text=_("With nobody chosen, cases that only they had become unassigned."),
    )

    def __init__(self, agent: Agent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["heir"]
        field.choices = [choice for choice in field.choices if choice[0] != agent.pk]


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class TeamPageForm(TeamForm):
    members = AgentsField(label=_("Members"), required=False)


class OwnPageForm(PresentingForm):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What colleagues and customers see."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("That of the organization")), *zone_choices()[1:]],
        help_text=_("Dates and times are shown to you as the clock goes there."),
    )
