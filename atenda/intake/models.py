"""What came in, byte for byte, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.customers.models import Contact
from atenda.mailboxes.models import Mailbox, NewSenders
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Door(models.TextChoices):
    SMTP = "smtp", _("Our mail server")
    IMAP = "imap", _("IMAP")
    HOOK = "hook", _("Webhook")
    FILE = "file", _("File")


class End(models.TextChoices):
    """What became of a mail: exactly one of filed, held, dropped once it was looked at (I3)."""

    RECEIVED = "received", _("Received")
    FILED = "filed", _("Filed")
    HELD = "held", _("Held")
    DROPPED = "dropped", _("Dropped")


class Why(models.TextChoices):
    """The reason for its end, as people read it."""

    NONE = "", ""
    OPENED = "opened", _("It opened a case.")
    ANSWERED = "answered", _("It answers a mail of ours.")
    TAGGED = "tagged", _("Its subject names the case, and its sender takes part in it.")
    REPLIED = "replied", _("It answers another mail of the case.")
    BY_HAND = "by_hand", _("Somebody filed it.")
    FOLLOW_UP = "follow_up", _("It came too long after the case was closed: a linked case was opened.")
    BOUNCE = "bounce", _("It says that a mail of ours did not arrive.")
    STRANGER = "stranger", _("Its sender takes no part in the case it names.")
    UNPROVEN = "unproven", _("Its sender’s server says that it does not come from there.")
    SEVERAL = "several", _("It names several senders.")
    NO_ACCESS = "no_access", _("Its sender may not see that case, or no longer works here.")
    AUTOMATIC = "automatic", _("It was written by a machine.")
    OWN = "own", _("It comes from an address of ours.")
    TOO_MANY = "too_many", _("Too many came from the same sender in a short time.")
    UNKNOWN_SENDER = "unknown", _("Its sender is not on record.")
    RULE = "rule", _("A rule holds it.")
    RULE_IGNORES = "ignored", _("A rule ignores it.")
    SPAM = "spam", _("It was marked as spam.")
    BLOCKED = "blocked", _("Its sender is blocked.")
    TWICE = "twice", _("It came in before, by another door.")
    REFUSED = "refused", _("The rules of cases did not let it in.")
    UNREADABLE = "unreadable", _("It cannot be read.")
    TOO_LARGE = "too_large", _("It is too large.")
    RETIRED = "retired", _("The mailbox takes nothing any more.")
    RECEIPT = "receipt", _("It only says that a mail was read.")


class RawMail(OrgModel):
    """One accepted mail. Its bytes are on the disk before this row is committed, and this row before anybody is told
    that it was taken (2.11)."""

    mailbox = OrgFK(Mailbox)
    door = models.CharField(max_length=4, choices=Door.choices)
    digest = models.BinaryField(max_length=32)  # SHA-256 of the bytes
    same = models.BinaryField(max_length=32)  # of what makes it the same mail by whatever door (I2)
    size = models.PositiveIntegerField()
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to: Any = ArrayField(models.CharField(max_length=320), default=list)
    origin: Any = models.JSONField(default=dict)  # of SMTP the peer, of IMAP folder and UID
    received_at = models.DateTimeField()
    end = models.CharField(max_length=8, choices=End.choices, default=End.RECEIVED)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    evidence: Any = models.JSONField(default=dict)  # what was found, asked and weighed: the answer to «why?» (N2)
    said: Any = models.JSONField(default=dict)  # what rules read of it, so that one can be tried without reading it
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    is_automatic = models.BooleanField(default=False)
    proposed = OrgFK(Case, null=True)  # of one held: where it would go
    case = OrgFK(Case, null=True)
    message = OrgFK(Message, null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = OrgFK(Agent, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "mailbox", "same"], name="rawmail_once_per_mailbox"),
            models.UniqueConstraint(
                fields=["organization", "message"], condition=Q(message__isnull=False), name="rawmail_is_one_message"
            ),
            models.CheckConstraint(
                condition=Q(end="received", ended_at=None) | (~Q(end="received") & Q(ended_at__isnull=False)),
                name="rawmail_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "received_at"], condition=Q(end="received"), name="rawmail_waiting"),
            models.Index(fields=["organization", "end", "-id"], name="rawmail_by_end"),
            models.Index(fields=["organization", "same"], name="rawmail_same"),
            models.Index(fields=["organization", "case"], condition=Q(case__isnull=False), name="rawmail_by_case"),
            models.Index(fields=["organization", "sender", "received_at"], name="rawmail_by_sender"),
            models.Index(fields=["organization", "mailbox", "-id"], name="rawmail_by_mailbox"),
        ]

    def __str__(self) -> str:
        return self.subject


class Policy(OrgModel):
    """What an organization does with mails. Without a row the defaults hold."""

    new_senders = models.CharField(max_length=9, choices=NewSenders.choices, default=NewSenders.CONTACTS)
    reopen_days = models.PositiveSmallIntegerField(_("days"), default=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="intake_policy_once_per_organization")]


class Block(OrgModel):
    """An address, or a domain as @example.org, of which nothing is taken (B24)."""

    sender = models.CharField(_("address or domain"), max_length=320)
    created_at = models.DateTimeField()
    created_by = OrgFK(Agent, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "sender"], name="block_once_per_sender")]

    def __str__(self) -> str:
        return self.sender


class DeadAddress(OrgModel):
    """An address at which a mail of ours did not arrive (B21), until one does or somebody says it is right again."""

    address = models.CharField(max_length=320)
    contact = OrgFK(Contact, null=True)
    status = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "address"], name="dead_address_once")]

    def __str__(self) -> str:
        return self.address


class RuleEnd(models.TextChoices):
    """What a rule does with the mail itself."""

    GOES_ON = "", _("It goes on to the next rule")
    HOLD = "hold", _("Hold it until somebody decides")
    IGNORE = "ignore", _("Ignore it: it is kept, and nothing becomes of it")


class Rule(OrgModel):
    """Says of mails of a mailbox, or of all, what their case is at first, or that they are held or ignored (U6).

    `conditions` are those of `rules/vocabulary.py`; `gives` names values of cases by their keys. What a rule gives does
    not take the place of what an earlier one gave, unless it `overwrites`.
    """

    name = models.CharField(_("name"), max_length=80)
    mailbox = OrgFK(Mailbox, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    match_all = models.BooleanField(default=True)  # or any of them
    conditions: Any = models.JSONField(default=list)
    gives: Any = models.JSONField(default=dict)
    ends = models.CharField(max_length=6, choices=RuleEnd.choices, blank=True)
    overwrites = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # one more with each change of what it asks or does
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "position"], name="rule_in_order")]

    def __str__(self) -> str:
        return self.name
