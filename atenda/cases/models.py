"""The case and what describes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Sees
from atenda.cases.refusals import InTheBin
from atenda.customers.models import Account, Contact
from atenda.organizations.labels import label_in
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff.models import Agent, Team


class Lifecycle(models.TextChoices):
    """What a state means, whatever it is called (U9). Pending = new, working or waiting (S0.18)."""

    NEW = "new", _("New")
    WORKING = "working", _("In progress")
    WAITING = "waiting", _("Waiting")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


FINISHED = (Lifecycle.CLOSED, Lifecycle.CANCELLED)


class Colour(models.TextChoices):
    """The names a colour may have; each theme decides what it looks like."""

    GREY = "grey", _("Grey")
    BLUE = "blue", _("Blue")
    AZURE = "azure", _("Azure")
    GREEN = "green", _("Green")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    PURPLE = "purple", _("Purple")


class Picklist(OrgModel):
    """A value chosen from a list that the organization keeps: label per language, order, colour."""

    labels: Any = models.JSONField(_("labels"), default=dict)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.GREY)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return label_in(self.labels)


class State(Picklist):
    lifecycle = models.CharField(_("life cycle"), max_length=9, choices=Lifecycle.choices)
    is_initial = models.BooleanField(_("new cases start here"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(is_initial=True), name="state_one_initial"),
        ]

    @property
    def is_finished(self) -> bool:
        return self.lifecycle in FINISHED


class Priority(Picklist):
    is_initial = models.BooleanField(_("new cases start here"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(is_initial=True), name="priority_one_initial"),
        ]


class Category(Picklist):
    pass


class CaseType(Picklist):
    """The motive of a case (S1.8); which fields it has and how it moves may depend on it."""


class Importance(Picklist):
    """How much depends on it (S3.7), beside how soon."""


class Campaign(Picklist):
    """What the desk is working on (S1.10)."""


class Source(Picklist):
    """How the case reached us (S2.21, S3.13). The key is what channels know it by, empty for one that people made."""

    key = models.CharField(max_length=12, default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], condition=~Q(key=""), name="source_key_once"),
        ]


class ClosingReason(Picklist):
    """Why a case ended (S0.65); closing and cancelling have reasons of their own (B32)."""

    cancels = models.BooleanField(_("for cancelling"), default=False)


class Tag(Picklist):
    """A word people put on cases (S0.60); its key is the word folded, so that «VIP» and «vip» are one."""

    key = models.CharField(max_length=60, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="tag_once_per_organization")]


class CaseQuerySet(OrgQuerySet):
    def pending(self) -> CaseQuerySet:
        """Those not finished. Written so that the partial indexes serve it."""
        return self.filter(closed_at__isnull=True)

    def visible_to(self, actor: Agent) -> CaseQuerySet:
        """The cases this agent may see, by the setting of the role (S0.72)."""
        return self.filter(binned_at=None).in_sight_of(actor)

    def in_bin(self, actor: Agent) -> CaseQuerySet:
        """Those in the bin that this agent saw before."""
        return self.filter(binned_at__isnull=False, erased_at=None).in_sight_of(actor)

    def in_sight_of(self, actor: Agent) -> CaseQuerySet:
        """Those the role reaches, in the bin or not."""
        match actor.role.sees:
            case Sees.ALL:
                return self
            case Sees.TEAMS:
                teams = list(actor.memberships.values_list("team_id", flat=True))
                return self.filter(
                    Q(team_id__in=teams) | Q(assignee_ids__contains=[actor.pk]) | Q(team__isnull=True, assignee_ids=[])
                )
            case _:
                return self.filter(Q(assignee_ids__contains=[actor.pk]) | Q(assignee_ids=[]))


class Case(OrgModel):
    """A problem, complaint, question or incident of a customer, followed until it is solved (S0.1)."""

    folio = models.PositiveIntegerField(editable=False)
    reference = models.CharField(_("reference"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=50_000)
    state = OrgFK(State, verbose_name=_("state"))
    priority = OrgFK(Priority, verbose_name=_("priority"))
    category = OrgFK(Category, null=True, blank=True, verbose_name=_("category"))
    type = OrgFK(CaseType, null=True, blank=True, verbose_name=_("type"))
    importance = OrgFK(Importance, null=True, blank=True, verbose_name=_("importance"))
    campaign = OrgFK(Campaign, null=True, blank=True, verbose_name=_("campaign"))
    source = OrgFK(Source, null=True, blank=True, verbose_name=_("source"))
    contact = OrgFK(Contact, null=True, blank=True, verbose_name=_("contact"))
    account = OrgFK(Account, null=True, blank=True, verbose_name=_("account"))
    team = OrgFK(Team, null=True, blank=True, verbose_name=_("team"))
    responsible = OrgFK(Agent, null=True, blank=True, verbose_name=_("responsible"))
    assignee_ids: Any = ArrayField(models.BigIntegerField(), default=list, editable=False)
    solution = models.TextField(_("solution"), blank=True, default="", max_length=50_000)
    closing_reason = OrgFK(ClosingReason, null=True, blank=True, verbose_name=_("reason"))
    tag_ids: Any = ArrayField(models.BigIntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    first_closed_at = models.DateTimeField(null=True, editable=False)
    reopen_count = models.PositiveSmallIntegerField(default=0, editable=False)
    binned_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)  # only the folio and the times are left

    objects: ClassVar[Any] = OrgManager.of(CaseQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "folio"], name="case_folio_once_per_organization"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(account__isnull=False) | Q(erased_at__isnull=False),
                name="case_has_a_customer",
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True) | Q(assignee_ids__contains=[models.F("responsible_id")]),
                name="case_responsible_is_assigned",
            ),
        ]
        indexes = [
            # the list: pending, in every order, and scoped to a person
            models.Index(
                "organization", models.F("folio").desc(), condition=Q(closed_at=None), name="case_pending_by_folio"
            ),
            models.Index(
                "organization",
                "state",
                models.F("folio").desc(),
                condition=Q(closed_at=None),
                name="case_pending_by_state",
            ),
            models.Index(
                "organization",
                "priority",
                models.F("folio").desc(),
                condition=Q(closed_at=None),
                name="case_pending_by_priority",
            ),
            models.Index(
                "organization", "created_at", "folio", condition=Q(closed_at=None), name="case_pending_by_created"
            ),
            # the views of open, in progress and on hold, by creation and by priority
            models.Index(
                "organization",
                "state",
                "created_at",
                "folio",
                condition=Q(closed_at=None),
                name="case_pending_by_state_created",
            ),
            models.Index(
                "organization",
                "state",
                "priority",
                models.F("folio").desc(),
                condition=Q(closed_at=None),
                name="case_pending_by_state_priority",
            ),
            GinIndex(
                fields=["organization", "assignee_ids"], condition=Q(closed_at=None), name="case_pending_by_assignee"
            ),
            models.Index(
                "organization",
                models.F("folio").desc(),
                include=["state", "priority", "team", "created_at"],
                condition=Q(assignee_ids=[], closed_at=None),
                name="case_waiting_for_somebody",
            ),
            # the list of who sees their teams: what a team has to do, for any order, without looking into the table
            models.Index(
                "organization",
                "team",
                models.F("folio").desc(),
                include=["state", "priority", "created_at"],
                condition=Q(team__isnull=False, closed_at=None),
                name="case_pending_of_team",
            ),
            # pages and counts of who sees own and unassigned, or their teams and what no team has
            models.Index(
                "organization",
                models.F("folio").desc(),
                include=["state", "priority", "created_at", "closed_at"],
                condition=Q(assignee_ids=[]),
                name="case_unassigned",
            ),
            models.Index(
                "organization",
                models.F("folio").desc(),
                include=["state", "priority", "created_at", "closed_at"],
                condition=Q(assignee_ids=[], team__isnull=True),
                name="case_unassigned_teamless",
            ),
            # those with a tag: few of many, so a question names both the tag and that there are some
            GinIndex(fields=["organization", "tag_ids"], condition=~Q(tag_ids=[]), name="case_by_tag"),
            # every case, in every order
            models.Index("organization", "state", models.F("folio").desc(), name="case_by_state"),
            models.Index("organization", "priority", models.F("folio").desc(), name="case_by_priority"),
            models.Index("organization", "created_at", "folio", name="case_by_created"),
            models.Index(
                "organization", "team", models.F("folio").desc(), condition=Q(team__isnull=False), name="case_by_team"
            ),
            # the bin
            models.Index(
                "organization",
                models.F("binned_at").desc(),
                include=["folio"],
                condition=Q(binned_at__isnull=False),
                name="case_in_bin",
            ),
            # whose customers have open cases: for their lists, and for the warning on a case
            *(
                models.Index(
                    "organization",
                    customer,
                    models.F("folio").desc(),
                    include=["binned_at"],
                    condition=Q(**{f"{customer}__isnull": False}, closed_at=None),
                    name=f"case_pending_by_{customer}",
                )
                for customer in ("contact", "account")
            ),
            # from the customer's page
            models.Index(
                "organization",
                "contact",
                models.F("folio").desc(),
                condition=Q(contact__isnull=False),
                name="case_by_contact",
            ),
            models.Index(
                "organization",
                "account",
                models.F("folio").desc(),
                condition=Q(account__isnull=False),
                name="case_by_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folio} {self.reference}"

    @property
    def is_pending(self) -> bool:
        return self.closed_at is None

    def lock(self) -> Self:
        """As of any row; a case in the bin takes no deeds. Raises InTheBin."""
        super().lock()
        if self.binned_at is not None:
            raise InTheBin
        return self

    def touch(self, now: datetime) -> None:
        """Say that the case has changed now, and lock it until the transaction ends, by one statement.

        For what hangs on a case and depends on nothing in it; what is to be checked first takes `lock`.
        """
        if not Case.objects.filter(pk=self.pk).update(updated_at=now):
            raise Case.DoesNotExist
        self.updated_at = now

    @property
    def resolution_time(self) -> timedelta | None:
        """Last close − creation, in calendar time (S0.34); nothing while pending."""
        return self.closed_at - self.created_at if self.closed_at else None


class CurrentCampaign(OrgModel):
    """The campaign an agent is working in, wherever they sign in (S1.10)."""

    organization_key = ("agent_id",)

    agent = OrgFK(Agent)
    campaign = OrgFK(Campaign)


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


class CaseAssignee(OrgModel):
    """One agent on one case; folio and pending are repeated here so that «my cases» walks one index."""

    organization_key = ("case_id", "agent_id")

    case = OrgFK(Case, related_name="assignees")
    agent = OrgFK(Agent)
    folio = models.PositiveIntegerField()
    pending = models.BooleanField()

    class Meta:
        indexes = [
            models.Index("organization", "agent", models.F("folio").desc(), name="caseassignee_by_agent"),
            models.Index(
                "organization",
                "agent",
                models.F("folio").desc(),
                condition=Q(pending=True),
                name="caseassignee_pending",
            ),
        ]


class CaseCount(OrgModel):
    """How many cases stand in a state now; written with every change of state, compared by `doctor --reconcile`."""

    organization_key = ("state_id",)

    state = OrgFK(State)
    n = models.IntegerField(default=0)


class CaseOpening(OrgModel):
    """A submitted form that became a case: the same submission twice is one case (B4). Kept a day."""

    organization_key = ("submission",)

    submission = models.UUIDField()
    case = OrgFK(Case)
    created_at = models.DateTimeField()
