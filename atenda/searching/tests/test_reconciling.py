"""What is not as it should be is found, by `atenda doctor --reconcile`."""

from __future__ import annotations

from atenda.conversations.noting import note
from atenda.searching.models import CaseText
from atenda.searching.reconciling import drift
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def test_what_the_verbs_write_is_right(acme: Cast) -> None:
    note(make.case(by=acme.agent), body="Chamada ao almacén", by=acme.agent, now=NOW)
    assert list(drift()) == []


def test_other_words_and_none_are_found(acme: Cast) -> None:
    wrong, missing, waiting = (make.case().folio for _ in range(3))
    CaseText.objects.filter(folio=wrong).update(words="merlo")
    CaseText.objects.filter(folio=missing).delete()
    CaseText.objects.filter(folio=waiting).update(words="", is_stale=True)
    assert list(drift()) == [
        "words of cases that wait to be written: 1",
        f"case whose words are not what it says: 2 ({wrong}, {missing})",
        "the words were wrong and have been written anew.",
    ]
    assert list(drift()) == ["words of cases that wait to be written: 1"]
