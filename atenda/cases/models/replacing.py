"""A value of a picklist that gives its place to another, on every case."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent


class Replacement(OrgModel):
    """One value taking the place of another (B83), and how far that has come: so a killed worker goes on.

    The values are named by the field of a case that they are chosen in, and by their keys there. `event_id` is the
    event of the one who decided it: the cause of what each case is told.
    """

    field = models.CharField(max_length=16)
    leaving_id = models.BigIntegerField()
    entering_id = models.BigIntegerField()
    by = OrgFK(Agent, null=True)
    event_id = models.BigIntegerField()
    begun_at = models.DateTimeField()
    advanced_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField()  # when it began
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)  # the last case of this round

    objects: ClassVar[Any] = OrgManager()
    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "field", "leaving_id"],
                condition=Q(finished_at=None),
                name="value_replaced_by_one_at_a_time",
            ),
        ]
