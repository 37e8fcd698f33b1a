"""What stands beside customers: tags, the words of their names, forms that became one."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from atenda.customers.models.customer import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgModel


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
