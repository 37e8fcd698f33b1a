"""Of what people are told, who they are, and by which channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What happened to a case, as people are told; the strongest of several stands first."""

    CLOSED = "closed", _("A case is closed")
    OPENED = "opened", _("A case is created")
    FAILED = "failed", _("A mail does not arrive")
    EDITED = "edited", _("A case is edited")
    WROTE = "wrote", _("The customer writes")
    NOTED = "noted", _("A note is written")


class Audience(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    ASSIGNEES = "assignees", _("People assigned")
    ADMINISTRATORS = "administrators", _("Administrators")


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    BELL = "bell", _("Bell")
