"""Deeds on files are taken back like any other, from one's page of deeds, too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.models import Case
from atenda.files import attaching, reviewing
from atenda.files.models import Attachment, Review
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, UndoneBefore, undo
from atenda.history.worklists import deeds_of
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def last(file: Attachment) -> Event:
    found: Event = Event.objects.filter(case=file.case).select_related("case").order_by("-seq")[0]
    return found


def test_removing_and_bringing_back_undo_each_other(acme: Cast, case: Case) -> None:
    file = make.file(case, by=acme.agent)
    attaching.remove(file, by=acme.agent, now=NOW)
    removed = last(file)
    undo(removed, by=acme.agent, now=LATER)
    file.refresh_from_db()
    assert (file.removed_at, last(file).cause_id) == (None, removed.pk)

    undo(last(file), by=acme.agent, now=LATER)
    file.refresh_from_db()
    assert file.removed_at == LATER
    with pytest.raises(UndoneBefore):
        undo(removed, by=acme.agent, now=LATER)


def test_what_happened_to_the_file_since_is_not_overwritten(acme: Cast, case: Case) -> None:
    file = make.file(case, by=acme.agent)
    added = last(file)
    attaching.remove(file, by=acme.agent, now=NOW)
    removed = last(file)
    attaching.restore(file, by=acme.colleague, now=NOW)
    with pytest.raises(ChangedSince):
        undo(removed, by=acme.agent, now=LATER)
    attaching.remove(file, by=acme.colleague, now=NOW)
    with pytest.raises(ChangedSince):
        undo(added, by=acme.agent, now=LATER)


def test_the_file_of_another_is_not_taken_away_by_an_undo(acme: Cast, case: Case) -> None:
    file = make.file(case, by=acme.colleague)
    attaching.remove(file, by=acme.supervisor, now=NOW)
    removed = last(file)
    with pytest.raises(CannotUndo):
        undo(removed, by=acme.agent, now=LATER)
    assert Attachment.objects.get().removed_at == NOW


def test_a_review_is_as_it_was_before(acme: Cast, case: Case) -> None:
    file = make.file(case)
    reviewing.review(file, to=Review.REJECTED, reason="Sen sinatura", by=acme.supervisor, now=NOW)
    rejected = last(file)
    reviewing.review(file, to=Review.VALID, by=acme.supervisor, now=NOW)
    with pytest.raises(ChangedSince):
        undo(rejected, by=acme.supervisor, now=LATER)
    undo(last(file), by=acme.supervisor, now=LATER)
    file.refresh_from_db()
    assert (file.review, file.reason, file.reviewed_by) == (Review.REJECTED, "Sen sinatura", acme.supervisor)


def test_on_ones_deeds_stands_the_way_back(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case, by=acme.agent)
    visit.as_(acme.agent).post(acme.url(f"cases/1/files/{file.pk}/removal/"))
    done = deeds_of(acme.agent, seen_by=acme.agent, now=Event.objects.latest("pk").at).rows[0]
    assert (done.may_undo, file.name in done.sentence) == (True, True)
    visit.post(acme.url("deeds/undoing/"), {"deed": str(done.id)})
    file.refresh_from_db()
    assert file.removed_at is None
