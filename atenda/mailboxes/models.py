"""The addresses customers write to, what a mail to them becomes at first, and the doors it comes in by."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import CaseType, Category, Priority, Source
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent, Team


class NewSenders(models.TextChoices):
    """What becomes of whoever writes for the first time."""

    CONTACTS = "contacts", _("They become contacts, and their mail a case")
    PROPOSALS = "proposals", _("Their mail is held until somebody says who they are")


class Mailbox(OrgModel):
    """One place that customers write to. Retired, it takes nothing any more and what came by it stays."""

    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=2)
    team = OrgFK(Team, null=True, blank=True, verbose_name=_("team"))
    responsible = OrgFK(Agent, null=True, blank=True, verbose_name=_("responsible"))
    type = OrgFK(CaseType, null=True, blank=True, verbose_name=_("type"))
    category = OrgFK(Category, null=True, blank=True, verbose_name=_("category"))
    priority = OrgFK(Priority, null=True, blank=True, verbose_name=_("priority"))
    source = OrgFK(Source, null=True, blank=True, verbose_name=_("source"))
    # empty: as the organization has it
    new_senders = models.CharField(max_length=9, choices=NewSenders.choices, blank=True, default="", db_default="")
    # names by which a server that we trust signs what it found of a sender (RFC 8601)
    trusted: Any = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)  # when the last mail came

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="mailbox_once_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.retired_at is None


class MailboxAddress(OrgModel):
    """An address of a mailbox, in lower case. One address leads to one mailbox, whosever it is."""

    mailbox = OrgFK(Mailbox, related_name="addresses")
    address = models.EmailField(_("e-mail"))
    is_main = models.BooleanField(default=False)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], name="mailbox_address_leads_to_one"),
            models.UniqueConstraint(
                fields=["organization", "mailbox"], condition=Q(is_main=True), name="mailbox_has_one_main_address"
            ),
            models.CheckConstraint(
                condition=Q(address=models.functions.Lower("address")), name="mailbox_address_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the first word (usually port 993)")
    STARTTLS = "starttls", _("STARTTLS (usually port 143)")
    NONE = "none", _("Nothing: only for a server on this machine or network")


class SignIn(models.TextChoices):
    PASSWORD = "password", _("User and password")
    MICROSOFT = "microsoft", _("Microsoft 365 (OAuth 2)")
    GOOGLE = "google", _("Google (OAuth 2)")


class TroubleKind(models.TextChoices):
    """Why nothing can be fetched, as people read it."""

    NONE = "", ""
    NAME = "name", _("Nobody knows a server of this name. Look whether it is written right.")
    CLOSED = "closed", _("The server is on a private network, where Atenda does not go unless the operator allows it.")
    REFUSED = "refused", _("Nothing answers at this port of the server. Look at the port, and at the security.")
    SILENT = "silent", _("The server does not answer in time.")
    CERTIFICATE = "certificate", _("The server’s certificate is not to be trusted, so no password was given to it.")
    TLS = "tls", _("The server does not speak TLS at this port. Look at the port, and at the security.")
    NOT_IMAP = "not_imap", _("What answers there is no IMAP server.")
    PASSWORD = "password", _("The server does not accept this user and password.")
    NO_PASSWORDS = "no_pw", _("The server takes no passwords here. Use another security, or OAuth 2.")
    CONSENT = "consent", _("The permission to read the mail has ended, or was never given. Sign in there again.")
    FOLDER = "folder", _("One of the folders is not there any more.")
    CUT = "cut", _("The server hung up in the middle.")
    HELD = "held", _("This is a restored copy: it fetches nothing until it is released.")
    NO_ROOM = "no_room", _("There is no room for mails on this machine. They stay on the server meanwhile.")
    OTHER = "other", _("The server answers something that we do not understand.")


class DoorState(models.TextChoices):
    PAUSED = "paused", _("paused")
    SIGN_IN_MISSING = "sign_in_missing", _("sign-in missing")
    NO_FOLDER = "no_folder", _("no folder chosen")
    IN_TROUBLE = "in_trouble", _("in trouble")
    AT_WORK = "at_work", _("at work")
    BEGINS = "begins", _("begins at once")


class ImapDoor(OrgModel):
    """A mail server that is asked for what came. What it has is left there, marked as seen or not, as chosen.

    Nothing is fetched before folders were chosen. One that was ended stays for the history, without its password.
    """

    protocol = "imap"  # for which leave is asked, where one signs in elsewhere

    mailbox = OrgFK(Mailbox, related_name="imap_doors")
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("security"), max_length=8, choices=Security.choices, default=Security.TLS)
    sign_in = models.CharField(_("sign-in"), max_length=9, choices=SignIn.choices, default=SignIn.PASSWORD)
    username = models.CharField(_("user"), max_length=254)
    secret = models.TextField(blank=True)  # sealed: a password, or what a new access token is asked for with
    client_id = models.CharField(_("client id"), max_length=200, blank=True)
    client_secret = models.TextField(blank=True)  # sealed
    tenant = models.CharField(_("tenant"), max_length=120, blank=True)  # of Microsoft 365
    folders: Any = ArrayField(models.CharField(max_length=200), default=list)
    since = models.DateField(_("from this day on"))
    marks_seen = models.BooleanField(_("mark as read on the server"), default=True)
    is_paused = models.BooleanField(default=False)
    trouble_kind = models.CharField(max_length=11, choices=TroubleKind.choices, blank=True)
    trouble = models.CharField(max_length=300, blank=True)  # what the server said, word for word
    trouble_since = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when it last answered
    holder = models.UUIDField(null=True)  # who fetches now, until …
    held_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="imapdoor_port_is_one"),
            models.UniqueConstraint(
                fields=["organization", "host", "username"],
                condition=Q(ended_at=None),
                name="imapdoor_once_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.username} · {self.host}"

    @property
    def is_by_password(self) -> bool:
        return self.sign_in == SignIn.PASSWORD

    @property
    def state(self) -> DoorState:
        """How it stands, in one word."""
        if self.is_paused:
            return DoorState.PAUSED
        if not self.secret:
            return DoorState.SIGN_IN_MISSING
        if not self.folders:
            return DoorState.NO_FOLDER
        if self.trouble_kind:
            return DoorState.IN_TROUBLE
        return DoorState.AT_WORK if self.asked_at else DoorState.BEGINS

    @property
    def is_ready(self) -> bool:
        """Whether all is there that fetching needs."""
        return bool(self.folders and self.secret)


class ImapFolder(OrgModel):
    """How far a folder has been read: every mail up to `last_uid` is stored here, while its UIDs stay valid."""

    door = OrgFK(ImapDoor, related_name="read")
    name = models.CharField(max_length=200)
    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    renumbered_at = models.DateTimeField(null=True)  # when the server last gave all its mails new numbers

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "door", "name"], name="imapfolder_once")]

    def __str__(self) -> str:
        return self.name


class HookDoor(OrgModel):
    """A provider that brings mails by webhook. `path` is the secret part of its address."""

    mailbox = OrgFK(Mailbox, related_name="hook_doors")
    provider = models.CharField(_("provider"), max_length=20)
    path = models.CharField(max_length=64)
    secret = models.TextField(blank=True)  # sealed: what it signs with, or signs in with
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "path"], name="hookdoor_path_once")]

    def __str__(self) -> str:
        return self.provider


class DomainCheck(OrgModel):
    """What the DNS said of the domain of a mailbox when it was last asked, and by whose server its mails went then."""

    mailbox = OrgFK(Mailbox)
    domain = models.CharField(max_length=253)
    sender = models.CharField(max_length=253, blank=True)
    selectors: Any = ArrayField(
        models.CharField(max_length=63), default=list, blank=True
    )  # of DKIM, as they were given
    found: Any = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "mailbox"], name="domaincheck_once_per_mailbox")]

    def __str__(self) -> str:
        return self.domain
