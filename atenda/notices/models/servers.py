"""Where mail goes out: for the whole organization, and for mailboxes that have a way of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.organizations.tenancy import OrgModel


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
