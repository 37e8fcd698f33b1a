"""The bytes, what was sent, what belongs to a case, and how much of it there is."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note
from atenda.files.limits import LONGEST_NAME
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff.models import Agent


class Scan(models.TextChoices):
    """What the virus scanner said; nothing where there is none."""

    UNASKED = "unasked", _("Not checked for viruses")
    WAITING = "waiting", _("Being checked")
    CLEAN = "clean", _("Checked for viruses")
    INFECTED = "infected", _("Contains a virus")


class Preview(models.TextChoices):
    NONE = "none", _("No preview")
    WAITING = "waiting", _("The preview is being made")
    READY = "ready", _("Preview")
    FAILED = "failed", _("No preview could be made")


class Review(models.TextChoices):
    """What somebody responsible made of a document (S3.22–24)."""

    PENDING = "pending", _("Pending review")
    VALID = "valid", _("Valid")
    REJECTED = "rejected", _("Rejected")


class Content(OrgModel):
    """The same bytes, kept once in an organization, whatever they are called and wherever they hang (B74).

    The digest names the file on disk. It is never shared between organizations: that would tell one what another has.
    """

    digest = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=100)
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.UNASKED)
    threat = models.CharField(max_length=200, blank=True)
    preview = models.CharField(max_length=7, choices=Preview.choices, default=Preview.NONE)
    pages = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="content_once_per_organization"),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.digest).hex()[:12]} {self.kind}"

    @property
    def is_withheld(self) -> bool:
        """Nobody gets what may hold a virus, nor what has not been looked at yet."""
        return self.scan in (Scan.WAITING, Scan.INFECTED)


class Upload(OrgModel):
    """A file sent for a note or a case that is not saved yet. Only whoever sent it sees it; kept a week.

    Without an agent it was sent by a customer on their page, whose form the submission names.
    """

    key = models.UUIDField(default=uuid4)
    content = OrgFK(Content)
    name = models.CharField(max_length=LONGEST_NAME)
    agent = OrgFK(Agent, null=True)
    case = OrgFK(Case, null=True)
    submission = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "agent", "key"], name="upload_once_per_key"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, submission=None) | Q(case=None, submission__isnull=False),
                name="upload_is_for_one_form",
            ),
        ]
        indexes = [models.Index(fields=["organization", "content"], name="upload_by_content")]

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(OrgQuerySet):
    def present(self) -> AttachmentQuerySet:
        """Those not in the bin, without the logos and points that mails are adorned with (B74)."""
        return self.filter(removed_at__isnull=True, is_decoration=False)


class Attachment(OrgModel):
    """A file of a case. Removed, it stays in the bin for thirty days."""

    case = OrgFK(Case, related_name="+")
    note = OrgFK(Note, null=True, related_name="+")
    message = OrgFK(Message, null=True, related_name="+")
    cid = models.CharField(max_length=250, blank=True, default="", db_default="")  # the mail shows it (RFC 2392)
    is_decoration = models.BooleanField(default=False, db_default=False)
    content = OrgFK(Content)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    key = models.UUIDField(default=uuid4)
    added_by = OrgFK(Agent, null=True)
    added_at = models.DateTimeField()
    review = models.CharField(_("review"), max_length=8, choices=Review.choices, default=Review.PENDING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reviewed_by = OrgFK(Agent, null=True)
    reviewed_at = models.DateTimeField(null=True)
    removed_by = OrgFK(Agent, null=True)
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = OrgManager.of(AttachmentQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "case", "key"], name="attachment_once_per_key"),
            models.CheckConstraint(
                condition=~Q(review=Review.REJECTED) | ~Q(reason=""), name="attachment_rejected_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "case", "id"], name="attachment_by_case"),
            models.Index(fields=["organization", "content"], name="attachment_by_content"),
            models.Index(
                fields=["organization", "removed_at"],
                condition=Q(removed_at__isnull=False),
                name="attachment_in_the_bin",
            ),
            models.Index(
                fields=["organization", "message"], condition=Q(message__isnull=False), name="attachment_by_message"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileCount(OrgModel):
    """How many files a case has, and what became of their review (S3.21–24); written with every change."""

    organization_key = ("case_id",)

    case = OrgFK(Case)
    total = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    valid = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
