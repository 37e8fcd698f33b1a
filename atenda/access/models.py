"""Identities, roles and links that work once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import OF_ALL_CASES, Ability, RoleKind, Sees, ability_choices
from atenda.organizations.models import Organization
from atenda.organizations.tenancy import OrgModel


class IdentityManager(BaseUserManager["Identity"]):
    def get_by_natural_key(self, username: str | None) -> Identity:
        """E-mail addresses are compared without regard to capitals."""
        return self.get(email=(username or "").strip().lower())


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Identity(AbstractBaseUser):
    """One person who signs in. Global: the same person may work in several organizations."""

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=2, default="es")
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", db_default=""
    )  # "": the organization's
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = IdentityManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="identity_email_is_lower_case")]

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """One browser of one person, or of somebody not signed in yet. Deleting the row ends it at once.

    `expire_date` holds both limits: 12 hours after it was last seen, and 14 days after it began.
    """

    identity = models.ForeignKey(Identity, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from atenda.access.sessions import SessionStore  # noqa: PLC0415  the store needs this model

        return SessionStore


LINK_LIFETIME = timedelta(hours=72)


class Purpose(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    RESET = "reset", _("New password")


class AccessLink(models.Model):
    """A link that lets one person into one organization and sets a password, once, until it expires.

    Only the SHA-256 of its token is kept (3.49, 3.50).
    """

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="access_links")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + LINK_LIFETIME), name="access_link_lives_72_hours_at_most"
            ),
        ]


class Tally(models.Model):
    """How often something limited was done of late; see limits.py. What has been forgotten is swept away."""

    key = models.CharField(primary_key=True, max_length=120)
    uses = models.PositiveIntegerField()
    free_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(db_index=True)


class Role(OrgModel):
    """What its agents may do, and which cases they see. The four kinds exist in every organization."""

    kind = models.CharField(_("role"), max_length=13, choices=RoleKind.choices)
    sees = models.CharField(_("sees"), max_length=5, choices=Sees.choices, default=Sees.ALL)
    abilities: Any = ArrayField(models.CharField(max_length=40, choices=ability_choices), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="role_kind_once_per_organization")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def allows(self, ability: Ability) -> bool:
        return ability in self.abilities and (self.sees == Sees.ALL or ability not in OF_ALL_CASES)

    @property
    def is_administrator(self) -> bool:
        return self.kind == RoleKind.ADMINISTRATOR

    def covers(self, other: Role) -> bool:
        """Whether this role may do and see all that `other` may: only such a role may be handed on."""
        if other.is_administrator:
            return self.is_administrator
        return set(other.abilities) <= set(self.abilities) and Sees(self.sees).breadth >= Sees(other.sees).breadth
