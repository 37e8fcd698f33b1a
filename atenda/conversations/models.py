"""Notes: what colleagues tell each other on a case. Customers never see them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Note(OrgModel):
    case = OrgFK(Case, related_name="notes")
    author = OrgFK(Agent)
    body = models.TextField(_("note"), max_length=50_000)
    spoken = models.BooleanField(default=False, db_default=False)  # it tells of speaking with the customer
    created_at = models.DateTimeField(editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "case"], name="note_by_case")]

    def __str__(self) -> str:
        return self.body[:60]
