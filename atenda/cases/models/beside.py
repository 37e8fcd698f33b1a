"""What is kept beside a case: who works on it, how many there are, the forms they came by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from atenda.cases.models.case import Case
from atenda.cases.models.picklists import Campaign, State
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class CaseAssignee(OrgModel):
    """One agent on one case; what orders and filters «my cases» is repeated here, so that they walk one index."""

    organization_key = ("case_id", "agent_id")

    case = OrgFK(Case, related_name="assignees")
    agent = OrgFK(Agent)
    folio = models.PositiveIntegerField()
    pending = models.BooleanField()
    created_at = models.DateTimeField()  # of the case

    class Meta:
        indexes = [
            models.Index("organization", "agent", models.F("folio").desc(), name="caseassignee_by_agent"),
            models.Index(
                "organization", "agent", "created_at", "folio", include=["pending"], name="caseassignee_by_created"
            ),
            models.Index(
                "organization",
                "agent",
                models.F("folio").desc(),
                condition=Q(pending=True),
                name="caseassignee_pending",
            ),
        ]


class CaseCount(OrgModel):
    """How many cases of a state and a team somebody has now; written with every deed that changes one of these.

    A case counts for everybody, and for each of its assignees, or for nobody when it has none. The holder is an
    agent's id, EVERYBODY or NOBODY; the team a team's id or NO_TEAM: a key holds no NULL, and so neither is a link.
    """

    organization_key = ("holder", "team_key", "state_id")

    EVERYBODY, NOBODY, NO_TEAM = -1, 0, 0

    holder = models.BigIntegerField()
    team_key = models.BigIntegerField()
    state = OrgFK(State)
    n = models.IntegerField(default=0)


class CaseOpening(OrgModel):
    """A submitted form that became a case: the same submission twice is one case (B4). Kept a day."""

    organization_key = ("submission",)

    submission = models.UUIDField()
    case = OrgFK(Case)
    created_at = models.DateTimeField()


class CurrentCampaign(OrgModel):
    """The campaign an agent is working in, wherever they sign in (S1.10)."""

    organization_key = ("agent_id",)

    agent = OrgFK(Agent)
    campaign = OrgFK(Campaign)


class Interlude(OrgModel):
    """A stretch of a case's life that its row tells no more, so that what was pending then can still be counted.

    Its row knows the last closing alone. Finished before a reopening: from the closing to the reopening. Pending before
    a reopening was taken back (`is_pending`): from the reopening to the undoing, while the row says closed again.
    """

    case = OrgFK(Case)
    closed_at = models.DateTimeField()  # the closing it is about
    since = models.DateTimeField()
    until = models.DateTimeField()
    is_pending = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)  # the closing was a cancellation

    class Meta:
        indexes = [
            models.Index("organization", "since", name="interlude_by_beginning"),
            models.Index("organization", "until", name="interlude_by_end"),
            models.Index("organization", "case", name="interlude_of_case"),
        ]
