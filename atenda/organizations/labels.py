"""Labels as data: one word per language, shown in the reader's (B70)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("es", "gl", "en")


def label_in(labels: Mapping[str, str], language: str | None = None) -> str:
    """The label in the reader's language; failing that in Spanish, then in whatever language there is."""
    wanted = (language or get_language() or "es")[:2]
    return labels.get(wanted) or labels.get("es") or next(iter(labels.values()), "")
