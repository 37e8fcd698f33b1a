"""What an organization wants of its cases: their fields and their moves."""

from __future__ import annotations

from django.db import models

from atenda.cases.models.picklists import CaseType, State
from atenda.organizations.tenancy import OrgFK, OrgModel


class FieldRule(OrgModel):
    """What an organization wants of a field of its cases, of one type or of all; without one the code's own word."""

    field = models.CharField(max_length=20)
    type = OrgFK(CaseType, null=True)
    shown = models.BooleanField(default=True)
    first = models.BooleanField(default=False)
    at_opening = models.BooleanField(default=False)
    at_closing = models.BooleanField(default=False)
    editable = models.BooleanField(default=True)
    mass_editable = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "field", "type"], nulls_distinct=False, name="one_rule_per_field_and_type"
            ),
        ]


class BarredMove(OrgModel):
    """A move that cases of one type, or of all, do not make; every other one is allowed (U9)."""

    type = OrgFK(CaseType, null=True)
    leaving = OrgFK(State)
    entering = OrgFK(State)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "type", "leaving", "entering"], nulls_distinct=False, name="move_barred_once"
            ),
        ]
