"""How to reach accounts and contacts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.customers.models.customer import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgModel


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
