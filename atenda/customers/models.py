"""Accounts and contacts, and how to reach them."""

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


class Reach(OrgModel):
    """One way to reach an account or a contact: it belongs to exactly one of them, and one of a kind is the default."""

    label = models.CharField(_("label"), max_length=40, blank=True)
    is_default = models.BooleanField(_("default"), default=False)

    class Meta:
        abstract = True

    @staticmethod
    def rules(kind: str) -> list[Any]:
        return [
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(contact__isnull=True), name=f"{kind}_has_one_owner"
            ),
            models.UniqueConstraint(
                fields=["organization", "account"],
                condition=Q(is_default=True, account__isnull=False),
                name=f"{kind}_one_default_per_account",
            ),
            models.UniqueConstraint(
                fields=["organization", "contact"],
                condition=Q(is_default=True, contact__isnull=False),
                name=f"{kind}_one_default_per_contact",
            ),
        ]

    @staticmethod
    def by_owner(kind: str) -> list[Any]:
        return [
            models.Index(
                fields=["organization", owner], condition=Q(**{f"{owner}__isnull": False}), name=f"{kind}_by_{owner}"
            )
            for owner in ("account", "contact")
        ]


class EmailAddress(Reach):
    account = OrgFK(Account, null=True, related_name="emails")
    contact = OrgFK(Contact, null=True, related_name="emails")
    address = models.EmailField(_("e-mail"))

    class Meta:
        constraints = Reach.rules("email")
        indexes = [
            *Reach.by_owner("email"),
            models.Index(
                fields=["organization", "address"],
                name="email_by_address",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ]


class PhoneNumber(Reach):
    """`number` is E.164 when it could be read as a phone number, as typed otherwise; `national` its digits
    without the country's prefix, which is how people search."""

    account = OrgFK(Account, null=True, related_name="phones")
    contact = OrgFK(Contact, null=True, related_name="phones")
    number = models.CharField(_("phone"), max_length=32)
    national = models.CharField(max_length=32, editable=False)

    class Meta:
        constraints = Reach.rules("phone")
        indexes = [
            *Reach.by_owner("phone"),
            models.Index(
                fields=["organization", "national"],
                name="phone_by_national",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ]


class Address(Reach):
    account = OrgFK(Account, null=True, related_name="addresses")
    contact = OrgFK(Contact, null=True, related_name="addresses")
    street = models.CharField(_("street and number"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1"))

    class Meta:
        constraints = Reach.rules("address")
        indexes = Reach.by_owner("address")


class Tag(OrgModel):
    """A word to group customers by. `key` is the word folded: the same word in capitals is the same tag.

    A retired one is kept by those who have it and offered no more (B83); one that was replaced means `replaced_by`.
    """

    name = models.CharField(_("tag"), max_length=40)
    key = models.CharField(max_length=40, editable=False, db_collation="C")
    retired_at = models.DateTimeField(null=True, editable=False)
    replaced_by = OrgFK("self", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="customertag_once")]

    def __str__(self) -> str:
        return self.name


class NameWord(OrgModel):
    """A word that some customer's name has or had: where a mistyped word finds the one that was meant.

    Looked up by similarity, a few thousand rows instead of a million names. `plain` is the word with n for ñ, as
    it is often typed.
    """

    organization_key = ("word",)

    word = models.CharField(max_length=40)
    plain = models.CharField(max_length=40)

    class Meta:
        indexes = [
            GinIndex(F("organization_id"), OpClass(F("plain"), name="gin_trgm_ops"), name="nameword_by_likeness"),
        ]

    def __str__(self) -> str:
        return self.word


class CustomerOpening(OrgModel):
    """A submitted form that became a customer: the same submission twice is one customer (B4). Kept a day."""

    organization_key = ("submission",)

    submission = models.UUIDField()
    account = OrgFK(Account, null=True)
    contact = OrgFK(Contact, null=True)
    created_at = models.DateTimeField()
