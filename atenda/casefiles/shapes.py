"""As what a case is taken away."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shape(models.TextChoices):
    ZIP = "zip", _("Everything: PDF, data, files and verifier (zip)")
    PDF = "pdf", _("The PDF alone")
