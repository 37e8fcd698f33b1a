"""The way of a customer to their case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgModel


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
