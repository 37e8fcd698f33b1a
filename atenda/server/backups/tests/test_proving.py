"""What a restored copy is looked at with, and that a look that fails is told and hides no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from atenda.server import doctor
from atenda.server.backups import proving
from atenda.testing.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_a_look_that_comes_to_no_end_is_a_finding_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        yield "never"

    said: list[str] = []
    monkeypatch.setattr(doctor, "in_every_organization", lambda look: look())
    monkeypatch.setattr(doctor, "LOOKS_INSIDE", {"First.": breaks, "Then.": lambda: iter(["a finding"])})
    found = proving.within(say=said.append)
    assert said == ["First.", "Then."]
    assert found[0].startswith("First. It came to no end: division by zero")
    assert found[1:] == ["a finding"]


def test_a_sound_copy_has_no_findings(acme: Cast) -> None:
    assert proving.within(say=lambda words: None) == []
