"""Notes, which colleagues write for each other and customers never see; and messages, which pass between the desk and
the outside.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.customers.models import Contact
from atenda.mailboxes.models import Mailbox
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent


class Talk(models.TextChoices):
    """How somebody of the desk spoke with the customer, and who sought whom (S1.1, S1.2)."""

    CALL_IN = "call_in", _("Call received")
    CALL_OUT = "call_out", _("Call made")
    VISIT_IN = "visit_in", _("Visit received")
    VISIT_OUT = "visit_out", _("Visit made")


class Outcome(models.TextChoices):
    REACHED = "reached", _("Spoke with them")
    MESSAGE = "message", _("Left a message")
    NO_ANSWER = "no_answer", _("No answer")


class Note(OrgModel):
    case = OrgFK(Case, related_name="notes")
    author = OrgFK(Agent)
    body = models.TextField(_("note"), max_length=50_000)
    spoken = models.BooleanField(default=False, db_default=False)  # it tells of speaking with the customer
    split_into = OrgFK(Case, null=True, editable=False)  # the case that was made of it
    talk = models.CharField(max_length=9, choices=Talk, blank=True, default="", db_default="")
    minutes = models.PositiveSmallIntegerField(null=True)  # it took
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="", db_default="")
    created_at = models.DateTimeField(editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "case"], name="note_by_case")]

    def __str__(self) -> str:
        return self.body[:60]


def in_case(case: Case) -> Q:
    """What is said in the case: its own, and what it was made of."""
    return Q(case=case) | Q(split_into=case)


class Direction(models.TextChoices):
    IN = "in", _("Received")
    OUT = "out", _("Sent")


class Standing(models.TextChoices):
    """Of a side conversation: whose turn it is."""

    WAITING = "waiting", _("Waiting for a third party")
    ANSWERED = "answered", _("Answered")
    FINISHED = "finished", _("Finished")


class SideConversation(OrgModel):
    """A thread of its own inside a case, with a supplier or a colleague. The customer never learns of it (U17)."""

    case = OrgFK(Case)
    subject = models.CharField(_("subject"), max_length=250)
    people: Any = models.JSONField(default=list)  # [name, address] each, whoever was written to or wrote
    opened_by = OrgFK(Agent)
    opened_at = models.DateTimeField()
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.WAITING)
    since = models.DateTimeField()  # it stands so

    class Meta:
        indexes = [
            models.Index(fields=["organization", "case"], name="side_by_case"),
            models.Index(fields=["organization", "case"], condition=Q(standing="waiting"), name="side_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_waiting(self) -> bool:
        return self.standing == Standing.WAITING

    @property
    def is_finished(self) -> bool:
        return self.standing == Standing.FINISHED

    @property
    def with_whom(self) -> str:
        """By name, or by address where they have none."""
        return ", ".join(name or address for name, address in self.people)


class WithTheCustomer(OrgManager):
    """What passes between the desk and the customer: nothing of a side conversation."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(side=None)


class Message(OrgModel):
    """A mail of a case, from or to the outside. What it says never changes; the raw mail is kept beside it (2.10).

    `objects` are those that pass between the desk and the customer. Whoever has to know of side conversations, too,
    asks `with_sides`; who may is held by a test.
    """

    case = OrgFK(Case)
    side = OrgFK(SideConversation, null=True)  # the side conversation it is of: then the customer never learns of it
    direction = models.CharField(max_length=3, choices=Direction.choices)
    mailbox = OrgFK(Mailbox, null=True)  # that it came by, or goes out from
    contact = OrgFK(Contact, null=True)  # who wrote it, where that is somebody on record
    author = OrgFK(Agent, null=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=320)
    to: Any = models.JSONField(default=list)  # [name, address] each
    cc: Any = models.JSONField(default=list)
    bcc: Any = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))  # no reader is told
    recipients = models.PositiveIntegerField(default=1)  # how many there were in all (7.05)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)  # what is new in it
    quoted = models.TextField(blank=True)  # what it repeats of mails before
    html = models.TextField(blank=True)  # made harmless
    signature = models.TextField(blank=True, default="", db_default="")  # that went out below the words, and as HTML:
    signature_html = models.TextField(blank=True, default="", db_default="")
    has_remote_images = models.BooleanField(default=False)
    language = models.CharField(max_length=2, blank=True)
    message_id = models.CharField(max_length=998, blank=True)
    references: Any = ArrayField(models.CharField(max_length=998), default=list)
    from_page = models.BooleanField(default=False, db_default=False)  # written on the customer's page of the case
    automatic = models.CharField(max_length=9, blank=True)  # as intake.reading.shape.Automatic
    proof = models.CharField(max_length=7, blank=True)  # as intake.reading.shape.Proof
    sent_at = models.DateTimeField(null=True)  # as its sender says
    at = models.DateTimeField()  # when it came, or was written
    split_into = OrgFK(Case, null=True, editable=False)  # the case that was made of it, where its answers go
    failed_at = models.DateTimeField(null=True)  # a bounce says that it did not arrive (B21)
    failure = models.CharField(max_length=300, blank=True)
    leaves_at = models.DateTimeField(null=True)  # of one that was to leave later: when it does, or did (B15)
    shown: Any = ""  # its words with form, where a timeline shows them
    taken_back_at = models.DateTimeField(null=True)  # by whoever wrote it, before any word of it left (U21)

    objects: ClassVar[Any] = WithTheCustomer()
    with_sides: ClassVar[Any] = OrgManager()

    class Meta:
        base_manager_name = "with_sides"
        indexes = [
            models.Index(fields=["organization", "case", "id"], name="message_by_case"),
            models.Index(fields=["organization", "message_id"], name="message_by_message_id"),
            models.Index(fields=["organization", "case"], condition=Q(failed_at__isnull=False), name="message_failed"),
            models.Index("organization", "split_into", condition=Q(split_into__isnull=False), name="message_by_split"),
            models.Index(
                fields=["organization", "case"], condition=Q(leaves_at__isnull=False), name="message_to_leave_later"
            ),
            models.Index(fields=["organization", "side"], condition=Q(side__isnull=False), name="message_by_side"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_to_leave(self) -> bool:
        """Whether its hour has not come yet."""
        return self.leaves_at is not None and self.taken_back_at is None and self.leaves_at > timezone.now()

    @property
    def correspondents(self) -> str:
        """Of one that came in the address it came from, of ours who is to read it; `bcc` is for colleagues to see."""
        return self.sender_address if self.direction == Direction.IN else f"→ {self.readers_of('to')}"

    def readers_of(self, line: str) -> str:
        """Those of `to`, `cc` or `bcc` by name, or by address where they have none."""
        return ", ".join(name or address for name, address in getattr(self, line))


class Draft(OrgModel):
    """An answer that somebody is writing: kept as typed, theirs on every machine, and for colleagues of the case to
    read and take over. The log says nothing of it: nothing has happened yet."""

    case = OrgFK(Case)
    author = OrgFK(Agent)
    said: Any = models.JSONField(default=dict)  # the fields of the form, by name
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "case", "author"], name="one_draft_of_each_in_a_case")
        ]

    def __str__(self) -> str:
        return str(self.said.get("body", ""))[:60]
