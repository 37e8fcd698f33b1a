"""The page of the API explains every operation in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from atenda.api.description import described
from atenda.testing.fixtures import Visit

SAME = {"ISO 3166-1.", "Webhooks"}


def explanations() -> set[str]:
    """Whatever the page says of an operation, its parameters and its fields."""
    schema: dict[str, Any] = described()
    operations = [each for methods in schema["paths"].values() for each in methods.values()]
    told = [each["summary"] for each in operations] + [each.get("description", "") for each in operations]
    told += [one.get("description", "") for each in operations for one in each.get("parameters", [])]
    for component in schema["components"]["schemas"].values():
        told += [each.get("description", "") for each in component.get("properties", {}).values()]
    return {" ".join(text.split()) for text in told if text} - SAME


@pytest.mark.parametrize("language", ["es", "gl"])
def test_every_explanation_is_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        assert sorted(text for text in explanations() if translation.gettext(text) == text) == []


def test_the_page_says_them(db: None, visit: Visit) -> None:
    page = visit.get("/api/v1/", headers={"Accept-Language": "gl"}).text
    assert "A conta para a que traballa." in page or "Quen cambiou que da configuración" in page
    assert "Who changed what of the settings, who signed in" not in page
