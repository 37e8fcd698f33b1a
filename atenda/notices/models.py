"""What is owed, what goes out, and what each organization and person has chosen about it."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.customers.models import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Kind(models.TextChoices):
    """What happened to a case, as people are told; the strongest of several stands first."""

    CLOSED = "closed", _("A case is closed")
    OPENED = "opened", _("A case is created")
    EDITED = "edited", _("A case is edited")
    WROTE = "wrote", _("The customer writes")
    NOTED = "noted", _("A note is written")


class Audience(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    ASSIGNEES = "assignees", _("People assigned")
    ADMINISTRATORS = "administrators", _("Administrators")


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    BELL = "bell", _("Bell")


class News(OrgModel):
    """What one deed did to one case, to be told. Written in the deed's own transaction: with it or not at all.

    Told once: `told_at` is set in the transaction that writes the mails. What was saved quietly counts as told.
    """

    case = OrgFK(Case)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    event_ids: Any = ArrayField(models.BigIntegerField())
    actor = OrgFK(Agent, null=True)
    is_quiet = models.BooleanField(default=False)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "due_at"], condition=Q(told_at=None), name="news_due"),
            models.Index(fields=["organization", "case"], condition=Q(told_at=None), name="news_due_of_case"),
        ]


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
    RESTORED = "restored", _("It had been written before the backup that this copy was restored from.")


class Mail(OrgModel):
    """One mail to one reader, as it goes out: the outbox (1.22)."""

    case = OrgFK(Case, null=True)
    kind = models.CharField(max_length=8)
    audience = models.CharField(max_length=14, choices=Audience.choices, blank=True)
    agent = OrgFK(Agent, null=True)
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


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the first word (usually port 465)")
    STARTTLS = "starttls", _("STARTTLS (usually port 587)")
    NONE = "none", _("Nothing: only for a server on this machine or network")


class MailServer(OrgModel):
    """Where the organization's mail goes out. The password is sealed; it is never shown again."""

    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("security"), max_length=8, choices=Security.choices, default=Security.STARTTLS)
    username = models.CharField(_("user"), max_length=200, blank=True)
    password = models.TextField(blank=True)
    from_name = models.CharField(_("sender’s name"), max_length=120, blank=True)
    from_address = models.EmailField(_("sender’s e-mail"))
    reply_to = models.EmailField(_("answers go to"), blank=True)  # without it no mail says that it may be answered
    trouble = models.CharField(max_length=300, blank=True)
    trouble_since = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="mailserver_once_per_organization"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="mailserver_port_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def everything_on() -> list[str]:
    """Create, edit and close tell all three audiences (S0.26–28); a note only those who work on the case."""
    told = [f"{kind}:{audience}" for kind in (Kind.OPENED, Kind.EDITED, Kind.CLOSED) for audience in Audience]
    return [*told, f"{Kind.WROTE}:{Audience.ASSIGNEES}", f"{Kind.NOTED}:{Audience.ASSIGNEES}"]


def public_at_first() -> list[str]:
    return ["description", "solution", "state"]


class Policy(OrgModel):
    """What an organization tells whom. Without a row the defaults hold."""

    switches: Any = ArrayField(models.CharField(max_length=24), default=everything_on, blank=True)
    public_fields: Any = ArrayField(models.CharField(max_length=40), default=public_at_first, blank=True)
    window = models.PositiveIntegerField(default=60)  # seconds in which changes are gathered into one mail
    customer_page = models.BooleanField(default=True)  # customers may look at their case by the link in their mails

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="policy_once_per_organization")]


class Wording(OrgModel):
    """The words of one kind of mail in one language, where an organization has its own."""

    name = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name", "language"], name="wording_once")]

    def __str__(self) -> str:
        return self.subject


class Notice(OrgModel):
    """One line behind one colleague's bell. `told` is what happened: [kind of event, who, names of fields].

    Without a case it is about work of their own that is done (`ringing.py`): `told` says what of in a fourth place,
    and `leads_to` names the page.
    """

    agent = OrgFK(Agent)
    case = OrgFK(Case, null=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    leads_to = models.CharField(max_length=60, blank=True, default="", db_default="")
    told: Any = models.JSONField(default=list)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_digest = models.BooleanField(default=False)  # still to stand in the day's digest
    digest = OrgFK(Mail, null=True, db_index=False)  # the one it stands in

    class Meta:
        indexes = [
            models.Index("organization", "agent", F("id").desc(), name="notice_by_agent"),
            models.Index(fields=["organization", "agent"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["organization", "agent"], condition=Q(in_digest=True), name="notice_in_digest"),
            models.Index(fields=["organization", "digest"], condition=Q(digest__isnull=False), name="notice_by_digest"),
        ]


def only_bell_for_notes() -> list[str]:
    return [f"{Kind.NOTED}:{Channel.MAIL}"]


class Preference(OrgModel):
    """What one colleague does not want to hear by which channel, and when (B59). Without a row the defaults hold."""

    organization_key = ("agent_id",)

    agent = OrgFK(Agent)
    off: Any = ArrayField(models.CharField(max_length=20), default=only_bell_for_notes, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField(default=False)
    digest_at = models.TimeField(default=time(8, 0))
    digest_due_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "digest_due_at"], condition=Q(digest=True), name="preference_digest")
        ]


class Following(OrgModel):
    """Somebody follows a case that is not theirs, or hears no more of one that is (B62)."""

    organization_key = ("case_id", "agent_id")

    case = OrgFK(Case)
    agent = OrgFK(Agent)
    is_muted = models.BooleanField(default=False)


class CustomerLink(OrgModel):
    """A customer's way to one case without signing in: for this contact or account alone, until it ends (B61)."""

    case = OrgFK(Case)
    contact = OrgFK(Contact, null=True)
    account = OrgFK(Account, null=True)
    nonce = models.CharField(max_length=32)  # sealed with the rest: who knows the numbers knows no address
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account=None) | Q(contact=None, account__isnull=False),
                name="customerlink_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["organization", "case", "contact"],
                condition=Q(revoked_at=None, contact__isnull=False),
                name="customerlink_once_per_contact",
            ),
            models.UniqueConstraint(
                fields=["organization", "case", "account"],
                condition=Q(revoked_at=None, account__isnull=False),
                name="customerlink_once_per_account",
            ),
        ]
