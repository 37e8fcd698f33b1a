"""The lists values of a case are chosen from: data of the organization, labels included."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.organizations.labels import label_in
from atenda.organizations.tenancy import OrgModel


class Lifecycle(models.TextChoices):
    """What a state means, whatever it is called (U9). Pending = new, working or waiting (S0.18)."""

    NEW = "new", _("New")
    WORKING = "working", _("In progress")
    WAITING = "waiting", _("Waiting")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


FINISHED = (Lifecycle.CLOSED, Lifecycle.CANCELLED)


class Colour(models.TextChoices):
    """The names a colour may have; each theme decides what it looks like."""

    GREY = "grey", _("Grey")
    BLUE = "blue", _("Blue")
    AZURE = "azure", _("Azure")
    GREEN = "green", _("Green")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    PURPLE = "purple", _("Purple")


class Picklist(OrgModel):
    """A value chosen from a list that the organization keeps: label per language, order, colour."""

    labels: Any = models.JSONField(_("labels"), default=dict)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.GREY)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return label_in(self.labels)


class State(Picklist):
    lifecycle = models.CharField(_("life cycle"), max_length=9, choices=Lifecycle.choices)
    is_initial = models.BooleanField(_("new cases start here"), default=False)
    is_merged = models.BooleanField(default=False, db_default=False, editable=False)  # where merged cases stand

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(is_initial=True), name="state_one_initial"),
            models.UniqueConstraint(fields=["organization"], condition=Q(is_merged=True), name="state_one_of_merged"),
        ]

    @property
    def is_finished(self) -> bool:
        return self.lifecycle in FINISHED


class Priority(Picklist):
    is_initial = models.BooleanField(_("new cases start here"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(is_initial=True), name="priority_one_initial"),
        ]


class Category(Picklist):
    pass


class CaseType(Picklist):
    """The motive of a case (S1.8); which fields it has and how it moves may depend on it."""


class Importance(Picklist):
    """How much depends on it (S3.7), beside how soon."""


class Campaign(Picklist):
    """What the desk is working on (S1.10)."""


class Source(Picklist):
    """How the case reached us (S2.21, S3.13). The key is what channels know it by, empty for one that people made."""

    key = models.CharField(max_length=12, default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], condition=~Q(key=""), name="source_key_once"),
        ]


class ClosingReason(Picklist):
    """Why a case ended (S0.65); closing and cancelling have reasons of their own (B32)."""

    cancels = models.BooleanField(_("for cancelling"), default=False)


class Tag(Picklist):
    """A word people put on cases (S0.60); its key is the word folded, so that «VIP» and «vip» are one."""

    key = models.CharField(max_length=60, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="tag_once_per_organization")]
