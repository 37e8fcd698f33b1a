"""A note can be changed for an hour, with its trace, and removed and brought back; mentions say who is meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.conversations.amending import TooLate, edit_note, may_edit_note, may_remove_note, remove_note
from atenda.conversations.mentions import mentioned, with_mentions
from atenda.conversations.noting import note
from atenda.conversations.timeline import timeline
from atenda.conversations.timeline_rows import Showing
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, undo
from atenda.testing import make
from atenda.testing.cast import NOW

SOON, LATE = NOW + timedelta(minutes=59), NOW + timedelta(minutes=61)


@pytest.fixture
def case(acme):
    return make.case(by=acme.agent)


@pytest.fixture
def written(case, acme):
    return note(case, body="Chamou outra vez", by=acme.agent, now=NOW)


def shown(case, acme, **asked):
    return timeline(case, reader=acme.agent, now=SOON, **asked)


def last_event(case):
    return Event.objects.filter(case=case).select_related("case").order_by("-seq").first()


def test_the_author_changes_the_words_for_an_hour(case, written, acme):
    edit_note(written, body="Chamou dúas veces", by=acme.agent, now=SOON)
    entries = shown(case, acme).entries
    assert [(entry.kind, str(entry.body)) for entry in entries[:2]] == [
        ("note.edited", ""),
        ("note.added", "Chamou dúas veces"),
    ]
    assert entries[0].details[0].before == "Chamou outra vez"
    assert entries[1].edited_at == SOON
    with pytest.raises(TooLate):
        edit_note(written, body="Chamou tres", by=acme.agent, now=LATE)


def test_nobody_else_changes_it(written, acme):
    assert not may_edit_note(acme.admin, written, SOON)
    with pytest.raises(TooLate):
        edit_note(written, body="Outra cousa", by=acme.admin, now=SOON)


def test_the_same_words_change_nothing(case, written, acme):
    before = Event.objects.filter(case=case).count()
    edit_note(written, body="Chamou outra vez", by=acme.agent, now=SOON)
    assert Event.objects.filter(case=case).count() == before


def test_a_removed_note_shows_that_it_was_there_and_can_be_brought_back(case, written, acme):
    remove_note(written, by=acme.agent, now=SOON)
    removed = shown(case, acme).entries[1]
    assert (removed.is_removed, str(removed.body), removed.is_note) == (True, "", False)
    undo(last_event(case), by=acme.agent, now=SOON)
    assert str(shown(case, acme).entries[2].body) == "Chamou outra vez"


def test_undoing_a_note_removes_it(case, written, acme):
    undo(last_event(case), by=acme.agent, now=SOON)
    written.refresh_from_db()
    assert written.removed_at == SOON


def test_the_former_words_do_not_overwrite_later_ones(case, written, acme):
    edit_note(written, body="Dúas", by=acme.agent, now=SOON)
    first = last_event(case)
    edit_note(written, body="Tres", by=acme.agent, now=SOON)
    with pytest.raises(ChangedSince):
        undo(first, by=acme.agent, now=SOON)


def test_who_may_undo_others_may_remove(written, acme):
    assert may_remove_note(acme.admin, written)
    assert not may_remove_note(acme.colleague, written)


def test_an_older_page_shows_what_a_note_says_now(case, written, acme):
    for number in range(3):
        note(case, body=f"Nota {number}", by=acme.agent, now=NOW)
    edit_note(written, body="Agora isto", by=acme.agent, now=SOON)
    older = shown(case, acme, before=5, size=10).entries
    assert "Agora isto" in [str(entry.body) for entry in older]


@pytest.mark.parametrize(
    ("showing", "kinds"),
    [
        (Showing.NOTES, {"note.added"}),
        (Showing.CHANGES, {"case.opened"}),
        (Showing.FILES, set()),
        (Showing.AUTOMATIC, set()),
    ],
)
def test_the_timeline_is_filtered(case, written, acme, showing, kinds):
    page = shown(case, acme, showing=showing)
    assert {entry.kind for entry in page.entries} == kinds
    assert page.last_seq == 2


def test_a_name_after_an_at_is_a_mention_whatever_its_accents(acme):
    name = acme.colleague.name
    body = f"@{name.upper()}, mira isto. (@{acme.agent.name}) e correo a alguien@{name}"
    assert mentioned(body) == {"mentions": [acme.colleague.pk, acme.agent.pk]}
    assert mentioned("@nadie") == {}


def test_what_is_written_around_a_mention_is_escaped(acme):
    shown = with_mentions(f"<img src=x> @{acme.agent.name} <b>")
    assert "<img" not in shown
    assert f'<span class="mention">@{acme.agent.name}</span>' in shown
    assert shown.endswith("&lt;b&gt;")


def test_the_event_says_who_was_mentioned(case, acme):
    note(case, body=f"@{acme.colleague.name}?", by=acme.agent, now=NOW)
    assert last_event(case).payloads.get().after["mentions"] == [acme.colleague.pk]


def test_a_note_is_changed_and_removed_on_its_page(case, acme, visit):
    now = timezone.now()
    written = note(case, body="Chamou", by=acme.agent, now=now)
    visit.as_(acme.agent)
    address = acme.url(f"cases/1/notes/{written.pk}/")
    assert visit.get(address).status_code == 200
    assert visit.post(address, {"body": " "}).status_code == 422
    assert visit.post(address, {"body": "Chamou dúas veces"}).status_code == 302
    page = visit.get(acme.url("cases/1/")).text
    assert "Chamou dúas veces" in page
    assert visit.post(f"{address}removal/").status_code == 302
    assert visit.get(address).status_code == 404


def test_a_note_of_another_case_is_not_found(case, written, acme, visit):
    make.case("Outro", by=acme.agent)
    assert visit.as_(acme.agent).get(acme.url(f"cases/2/notes/{written.pk}/")).status_code == 404
