"""The outbox: one row for each mail to each reader, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.mailboxes.models import Mailbox
from atenda.notices.models.kinds import Audience
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class MailState(models.TextChoices):
    """`sending` is written just before the words leave, so that a killed worker leaves a trace of its doubt."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    HELD = "held", _("Held")
    BUNDLED = "bundled", _("In one mail with others")
    DROPPED = "dropped", _("Dropped")


class Reason(models.TextChoices):
    """Why a mail is not on its way."""

    NONE = "", ""
    NO_SERVER = "no_server", _("No mail server has been set up: it is kept here to be read.")
    SAMPLE = "sample", _("A sample organization sends no mail: it is kept here to be read.")
    QUIET_HOURS = "quiet_hours", _("It waits for the end of the reader’s quiet hours.")
    BRAKE = "brake", _("Too many mails to the same address in a short time.")
    TOGETHER = "together", _("Too many mails at once: it will come in one with others.")
    UNSURE = "unsure", _("The connection broke twice as it was handed over: it may have arrived.")
    REFUSED = "refused", _("The mail server refuses it for good.")
    LATER = "later", _("The mail server asks to try later.")
    SERVER = "server", _("The mail server cannot be used just now.")
    TOO_LATE = "too_late", _("It was tried for two days.")
    GONE = "gone", _("Its reader works here no longer.")
    UNSEEN = "unseen", _("Its reader may no longer see what it is about.")
    TAKEN_BACK = "taken_back", _("Whoever wrote it took it back in time.")
    SANDBOX = "sandbox", _("Kept in the sandbox: it went to nobody.")
    RESTORED = "restored", _("It had been written before the backup that this copy was restored from.")


class Mail(OrgModel):
    """One mail to one reader, as it goes out: the outbox (1.22)."""

    case = OrgFK(Case, null=True)
    kind = models.CharField(max_length=8)
    audience = models.CharField(max_length=14, choices=Audience.choices, blank=True)
    agent = OrgFK(Agent, null=True)
    mailbox = OrgFK(Mailbox, null=True)  # by whose way it goes out
    written = OrgFK(Message, null=True)  # by a person: all its readers get the same words and the same name
    bundle = OrgFK("self", null=True)  # the mail that brought this one's words along with others'
    name = models.CharField(max_length=200, blank=True)
    address = models.EmailField()
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    message_id = models.CharField(max_length=250)
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.WAITING)
    reason = models.CharField(max_length=11, choices=Reason.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # the last words of the server
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)  # how often it broke off so that it may have arrived
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "message_id", "address"], name="mail_once_to_each_reader"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "due_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["organization", "changed_at"], condition=Q(state="sending"), name="mail_sending"),
            models.Index(fields=["organization", "state", "-id"], name="mail_by_state"),
            models.Index(fields=["organization", "case", "-id"], name="mail_by_case"),
            models.Index(fields=["organization", "address", "created_at"], name="mail_by_address"),
            models.Index(
                fields=["organization", "written"], condition=Q(written__isnull=False), name="mail_by_written"
            ),
            models.Index(fields=["organization", "bundle"], condition=Q(bundle__isnull=False), name="mail_by_bundle"),
        ]

    def __str__(self) -> str:
        return self.subject
