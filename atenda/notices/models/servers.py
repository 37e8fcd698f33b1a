"""Where mail goes out: for the whole organization, and for mailboxes that have a way of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.mailboxes.models import Mailbox, SignIn
from atenda.organizations.tenancy import OrgFK, OrgModel


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the first word (usually port 465)")
    STARTTLS = "starttls", _("STARTTLS (usually port 587)")
    NONE = "none", _("Nothing: only for a server on this machine or network")


class Carrier(models.TextChoices):
    """Who takes the mails of a server: a mail server, or a provider by its API."""

    SMTP = "smtp", _("A mail server (SMTP)")
    MAILGUN = "mailgun", "Mailgun"
    POSTMARK = "postmark", "Postmark"
    SENDGRID = "sendgrid", "SendGrid"
    BREVO = "brevo", "Brevo"


class Region(models.TextChoices):
    WORLD = "", _("The usual one")
    EUROPE = "eu", _("European Union")


class MailServer(OrgModel):
    """Where mail goes out: the organization's, or the own one of a mailbox. The password is sealed; it is never shown
    again. Of a provider there is its key alone, kept as the password."""

    protocol = "smtp"  # for which leave is asked, where one signs in elsewhere

    mailbox = OrgFK(Mailbox, null=True)  # whose own it is; without one the organization's
    carrier = models.CharField(
        _("way"), max_length=8, choices=Carrier.choices, default=Carrier.SMTP, db_default=Carrier.SMTP
    )
    region = models.CharField(
        _("region"), max_length=2, choices=Region.choices, blank=True, default="", db_default=""
    )  # of Mailgun
    sign_in = models.CharField(
        _("sign-in"), max_length=9, choices=SignIn.choices, default=SignIn.PASSWORD, db_default=SignIn.PASSWORD
    )
    client_id = models.CharField(_("client id"), max_length=200, blank=True, default="", db_default="")
    client_secret = models.TextField(blank=True, default="", db_default="")  # sealed
    tenant = models.CharField(_("tenant"), max_length=120, blank=True, default="", db_default="")  # of Microsoft 365
    host = models.CharField(_("server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("security"), max_length=8, choices=Security.choices, default=Security.STARTTLS)
    username = models.CharField(_("user"), max_length=200, blank=True)
    password = models.TextField(blank=True)
    from_name = models.CharField(_("sender’s name"), max_length=120, blank=True)
    from_address = models.EmailField(_("sender’s e-mail"), blank=True)  # empty: the mailbox’s own
    reply_to = models.EmailField(_("answers go to"), blank=True)  # without it no mail says that it may be answered
    trouble = models.CharField(max_length=300, blank=True)
    trouble_since = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(mailbox=None), name="mailserver_once_per_organization"
            ),
            models.UniqueConstraint(
                fields=["organization", "mailbox"],
                condition=Q(mailbox__isnull=False),
                name="mailserver_once_per_mailbox",
            ),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="mailserver_port_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.is_smtp else str(Carrier(self.carrier).label)

    @property
    def is_smtp(self) -> bool:
        return self.carrier == Carrier.SMTP

    @property
    def is_by_password(self) -> bool:
        return self.sign_in == SignIn.PASSWORD

    @property
    def secret(self) -> str:
        """Sealed: what a new access token is asked for with."""
        return self.password

    @property
    def lacks_leave(self) -> bool:
        """Whether one signs in elsewhere, and nobody has yet."""
        return not self.is_by_password and not self.password
