"""The case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Sees
from atenda.cases.models.indexes import INDEXES
from atenda.cases.models.picklists import (
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Priority,
    Source,
    State,
)
from atenda.cases.refusals import InTheBin, Merged
from atenda.customers.models import Account, Contact
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff.models import Agent, Team


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
    follows = OrgFK("self", null=True, editable=False)  # the closed case that this one goes on from
    merged_into = OrgFK("self", null=True, editable=False)  # the case that goes on for both (U1)
    has_merged = models.BooleanField(default=False, db_default=False, editable=False)  # others point here
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)  # by a person: machines leave it (B38)
    contacted_at = models.DateTimeField(null=True, editable=False)  # last contact since the case was opened
    closed_at = models.DateTimeField(null=True, editable=False)
    first_closed_at = models.DateTimeField(null=True, editable=False)
    rating = models.PositiveSmallIntegerField(null=True, editable=False)  # by the customer, from 1 to 5: the latest
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
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="case_not_merged_into_itself",
            ),
        ]
        indexes = INDEXES

    def __str__(self) -> str:
        return f"{self.folio} {self.reference}"

    @property
    def is_pending(self) -> bool:
        return self.closed_at is None

    @property
    def survivor(self) -> Case:
        """The case that goes on for this one, through however many mergings; itself where it was merged into none."""
        found = self
        while found.merged_into_id is not None:
            found = found.merged_into
        return found

    def ids_together(self) -> list[int]:
        """Its key, and those of all cases that were merged into it, at whatever remove. Alone it asks nothing."""
        ids, level = [self.pk], [self.pk] if self.has_merged else []
        while level:
            level = list(Case.objects.filter(merged_into__in=level).order_by("pk").values_list("pk", flat=True))
            ids += level
        return ids

    def is_in_sight(self, sees: str, agent_id: int, team_ids: Collection[int]) -> bool:
        """What `in_sight_of` asks the database, of one case: for an agent whose role sees so much."""
        if sees == Sees.ALL or agent_id in self.assignee_ids:
            return True
        if sees == Sees.TEAMS:
            return self.team_id in team_ids if self.team_id is not None else not self.assignee_ids
        return not self.assignee_ids

    def lock(self) -> Self:
        """As of any row; a case in the bin takes no deeds, nor does a merged one. Raises InTheBin, Merged."""
        self.hold()
        if self.merged_into_id is not None:
            raise Merged(self.survivor.folio)
        return self

    def hold(self) -> Self:
        """The same for what is written down of its own mails, notes and files, which stay its own when it is merged.
        Raises InTheBin."""
        super().lock()
        if self.binned_at is not None:
            raise InTheBin
        return self

    def touch(self, now: datetime, *, spoken: bool = False) -> None:
        """Say that a person has changed the case now, and lock it until the transaction ends, by one statement.

        For what hangs on a case and depends on nothing in it; what is to be checked first takes `lock`. `spoken`: and
        that desk and customer have spoken (B38). Raises Merged.
        """
        with prepared() as cursor:
            cursor.execute(
                f"""UPDATE cases_case SET updated_at = %s{", contacted_at = %s" if spoken else ""}
                WHERE organization_id = %s AND id = %s AND merged_into_id IS NULL""",  # noqa: S608  no text of others
                [now, *([now] if spoken else []), current_organization().pk, self.pk],
            )
            if not cursor.rowcount:
                raise Merged(Case.objects.get(pk=self.pk).survivor.folio)
        self.updated_at = now
        if spoken:
            self.contacted_at = now

    def changed_by(self, by: Agent | None, now: datetime) -> list[str]:
        """Say that a person has changed the case now; machines leave that unsaid (B38). The columns to be saved."""
        if by is None:
            return []
        self.updated_at = now
        return ["updated_at"]

    @property
    def last_contact_at(self) -> datetime:
        """When desk and customer last spoke: at the latest when the case was opened."""
        return self.contacted_at or self.created_at

    @property
    def resolution_time(self) -> timedelta | None:
        """Last close − creation, in calendar time (S0.34); nothing while pending."""
        return self.closed_at - self.created_at if self.closed_at else None
