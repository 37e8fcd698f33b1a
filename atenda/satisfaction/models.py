"""Whether customers are asked, what each was asked about, and what they answered."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case, Category
from atenda.customers.models import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent, Team


class Left(models.TextChoices):
    """Why nobody was asked about a closing."""

    NONE = "", ""
    NO_ADDRESS = "address", _("There is no address to ask at.")
    COLLEAGUE = "own", _("The address is a colleague’s: nobody rates their own house.")
    RECENT = "recent", _("They were asked not long ago.")
    MACHINE = "machine", _("A machine opened the case.")
    REASON = "reason", _("Cases closed for this reason are not asked about.")


class Policy(OrgModel):
    """When an organization asks. Without a row it does not."""

    is_on = models.BooleanField(_("ask customers"), default=False)
    since = models.DateTimeField(null=True)  # switched on: closings before are not asked about
    hours = models.PositiveSmallIntegerField(_("hours after closing"), default=24)
    days_between = models.PositiveSmallIntegerField(_("days between two questions to one person"), default=30)
    days_valid = models.PositiveSmallIntegerField(_("days to answer"), default=14)
    faces = models.PositiveSmallIntegerField(_("faces"), default=5)
    except_reasons: Any = ArrayField(models.BigIntegerField(), default=list, blank=True)
    bad_tag = models.CharField(_("tag for a bad mark"), max_length=60, blank=True)
    tells_supervisors = models.BooleanField(_("tell supervisors of a bad mark"), default=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="satisfaction_policy_once_per_organization"),
            models.CheckConstraint(condition=Q(faces__in=(3, 5)), name="satisfaction_has_three_or_five_faces"),
        ]


class Survey(OrgModel):
    """One closing of a case: asked about or not, and the mark the customer gave it. Who worked on it is kept as it was
    when it was closed."""

    case = OrgFK(Case)
    closed_at = models.DateTimeField()
    contact = OrgFK(Contact, null=True)
    account = OrgFK(Account, null=True)
    agent = OrgFK(Agent, null=True)
    team = OrgFK(Team, null=True)
    category = OrgFK(Category, null=True)
    left = models.CharField(max_length=7, choices=Left.choices, blank=True)
    nonce = models.CharField(max_length=32)
    faces = models.PositiveSmallIntegerField(default=5)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mark = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True, max_length=2_000)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "case", "closed_at"], name="survey_once_per_closing"),
            models.CheckConstraint(
                condition=Q(mark=None, rated_at=None)
                | Q(mark__gte=1, mark__lte=models.F("faces"), rated_at__isnull=False),
                name="survey_mark_is_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "rated_at"], condition=Q(mark__isnull=False), name="survey_rated"),
            models.Index(fields=["organization", "asked_at"], condition=Q(left=""), name="survey_asked"),
            models.Index(fields=["organization", "contact", "asked_at"], name="survey_by_contact"),
            models.Index(fields=["organization", "account", "asked_at"], name="survey_by_account"),
        ]

    @property
    def customer(self) -> Contact | Account | None:
        found: Contact | Account | None = self.contact or self.account
        return found

    @property
    def is_bad(self) -> bool:
        """One of three, one or two of five."""
        return self.mark is not None and self.mark <= (1 if self.faces == 3 else 2)

    @property
    def said(self) -> str:
        return f"{self.mark} / {self.faces}"
