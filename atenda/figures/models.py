"""Days added up, what has to be added up again, and the period an agent looks at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from atenda.cases.models import Case
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent


class Day(OrgModel):
    """What came and went on one day of the organization's zone, over all cases that are not in the bin.

    Pending on a day is not kept: it is what is pending now, without what came and went since.
    """

    organization_key = ("day",)

    day = models.DateField()
    opened = models.IntegerField()
    gone = models.IntegerField()  # pending cases, by a closing or a cancellation
    back = models.IntegerField()  # among them, by a reopening
    solved = models.IntegerField()  # by the last closing; cancelled ones are not
    seconds = models.FloatField()  # until then, from their creation, all together
    revision = models.BigIntegerField(default=0)  # when it was added up, as a number


class DayInPart(OrgModel):
    """The same of the cases that a team has, and somebody of it: by the people and teams the cases have now.

    A case counts for everybody, and for each of its assignees, or for nobody when it has none, as in `CaseCount`; so
    what a role sees is a sum in which no case is twice. There is no row where nothing happened.
    """

    organization_key = ("holder", "day", "team_key")

    holder = models.BigIntegerField()
    day = models.DateField()
    team_key = models.BigIntegerField()
    opened = models.IntegerField()
    gone = models.IntegerField()
    back = models.IntegerField()
    solved = models.IntegerField()
    seconds = models.FloatField()

    class Meta:
        indexes = [models.Index("organization", "day", name="figures_parts_of_day")]


class AddedUp(OrgModel):
    """Until which day an organization's days are added up, and the zone they are days of. One row.

    The revision moves whenever a sum does, so that processes may keep the days they have read. The day after the last
    is added up in parts as far as it has come: until the moment `so_far`.
    """

    organization_key = ("id",)

    until = models.DateField()
    zone = models.CharField(max_length=64)
    revision = models.BigIntegerField(default=0)
    so_far = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="days_added_up_once_per_organization"),
        ]


class Stale(OrgModel):
    """A case because of which days added up before are to be added up again; without a case, all of them."""

    case = OrgFK(Case, null=True)

    objects: ClassVar[Any] = OrgManager()
    everywhere = models.Manager()


class ChosenPeriod(OrgModel):
    """The period an agent looked at last, wherever they sign in."""

    organization_key = ("agent_id",)

    agent = OrgFK(Agent)
    period = models.CharField(max_length=24)
