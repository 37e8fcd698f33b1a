"""Accounts and contacts, and who works for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet

if TYPE_CHECKING:
    from atenda.staff.models import Agent


class CustomerQuerySet(OrgQuerySet):
    def visible_to(self, actor: Agent) -> CustomerQuerySet:
        """Every customer of the organization to whom the role lets see customers, none to the others."""
        return self.in_sight_of(actor).current()

    def in_sight_of(self, actor: Agent) -> CustomerQuerySet:
        """Those, and the records that were merged into another, which lead there."""
        return self if actor.can(Ability.SEE_CUSTOMERS) else self.none()

    def current(self) -> CustomerQuerySet:
        """Without those merged into another."""
        return self.filter(merged_into__isnull=True)


def _search_name() -> models.CharField[str, str]:
    """The name as people search and sort it (`naming.search_name_of`): ordered by code point on every server."""
    return models.CharField(max_length=401, editable=False, db_collation="C")


def _words_index(kind: str) -> GinIndex:
    """The words of names with what the lists are narrowed by, so that one index answers several conditions."""
    words = OpClass(F("search_name"), name="gin_trgm_ops")
    return GinIndex(
        F("organization_id"), words, F("language"), F("town"), F("tag_ids"), name=f"{kind}_by_words_and_more"
    )


def _tax_index(name: str) -> models.Index:
    return models.Index(
        fields=["organization", "tax_id"],
        name=name,
        condition=~Q(tax_id=""),
        opclasses=["int8_ops", "varchar_pattern_ops"],
    )


def _narrowing(kind: str) -> list[models.Index]:
    """What the lists are narrowed by, each in the order of names."""
    return [
        models.Index(
            fields=["organization", column, "search_name", "id"],
            condition=~Q(**{column: ""}),
            name=f"{kind}_by_{column}",
        )
        for column in ("town", "language")
    ]


def _merged_elsewhere(kind: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name=f"{kind}_not_merged_into_itself"
    )


class TaxKind(models.TextChoices):
    """What kind of number identifies a customer (S1): by each country's rules, or a document that has none here."""

    NIF = "nif", _("NIF")
    NIE = "nie", _("NIE")
    CIF = "cif", _("CIF")
    RFC = "rfc", _("RFC")
    NIT = "nit", _("NIT")
    VAT = "vat", _("VAT number of the European Union")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Another document")


class Customer(OrgModel):
    """What is known of an account as of a contact.

    `tax_kept`: the number does not fit the rules of its kind, and somebody said to keep it. `town` is that of the
    default address, folded; `tag_ids` are of `Tag`, without the order of anything. A record
    that was merged into another (`merging.py`) keeps what it was, except the ways to reach them, and leads to that one.
    """

    name = models.CharField(_("name"), max_length=200)
    search_name = _search_name()
    tax_id = models.CharField(_("tax number"), max_length=20, blank=True)
    tax_kind = models.CharField(_("type of number"), max_length=8, blank=True, default="", choices=TaxKind.choices)
    tax_kept = models.BooleanField(_("kept as it stands"), default=False)
    language = models.CharField(
        _("language"), max_length=2, blank=True, default="", help_text=_("The language we write to them in.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    notes = models.TextField(_("notes"), blank=True, default="")
    tag_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    town = models.CharField(max_length=100, blank=True, default="", editable=False, db_collation="C")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    merged_into: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def survivor(self) -> Any:
        """The record that this one was merged into, and that one perhaps into another; itself if into none."""
        return self.merged_into.survivor if self.merged_into_id is not None else self  # type: ignore[attr-defined]


class Account(Customer):
    """A company we work for."""

    kind = "account"

    merged_into = OrgFK("self", null=True, editable=False)

    objects: ClassVar[Any] = OrgManager.of(CustomerQuerySet)

    class Meta:
        indexes = [
            _words_index("account"),
            models.Index(fields=["organization", "search_name", "id"], name="account_by_name"),
            _tax_index("account_by_tax_id"),
            *_narrowing("account"),
        ]
        constraints = [_merged_elsewhere("account")]


class Contact(Customer):
    """A person we talk to, on their own account or for one or several companies."""

    kind = "contact"

    merged_into = OrgFK("self", null=True, editable=False)

    objects: ClassVar[Any] = OrgManager.of(CustomerQuerySet)

    class Meta:
        indexes = [
            _words_index("contact"),
            models.Index(fields=["organization", "search_name", "id"], name="contact_by_name"),
            _tax_index("contact_by_tax_id"),
            *_narrowing("contact"),
        ]
        constraints = [_merged_elsewhere("contact")]


class AccountContact(OrgModel):
    """This person works for this company, as what."""

    organization_key = ("account_id", "contact_id")

    account = OrgFK(Account, related_name="people")
    contact = OrgFK(Contact, related_name="companies")
    position = models.CharField(_("position"), max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "contact"], name="accountcontact_by_contact")]
