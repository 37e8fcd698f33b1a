"""The organization: the tenant that owns everything below it."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset({"api", "events", "live", "ready", "c", "accounts", "static", "hooks"})


class Organization(models.Model):
    """One tenant. Global: every server and shard knows all of them."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.CharField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z", _("Use lower-case letters, digits and hyphens."))
        ],
    )
    language = models.CharField(_("language"), max_length=2, default="es")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Madrid")
    country = models.CharField(
        _("country"), max_length=2, default="ES", help_text=_("ISO 3166-1, for phone numbers and tax numbers.")
    )
    is_sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    # under which number its events are chained: its own, unless it was read back from an archive
    chained_as = models.BigIntegerField(null=True, editable=False)
    is_touched = False  # while a deed is under way that moves the revision
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="organization_slug_is_not_reserved"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> int:
        """The number that stands in the hashes of its events (`history.chain`)."""
        return self.chained_as or self.pk


class Counter(models.Model):
    """The next folio of an organization, in a row of its own so that taking one locks nothing else.

    The row is updated in the very statement that inserts the case, last in the transaction: folios have no gaps.
    """

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True)
    next_folio = models.PositiveIntegerField(default=1)
