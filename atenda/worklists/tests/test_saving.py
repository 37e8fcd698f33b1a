"""Views that people save: whose they are, what becomes of them, and taking it back (U8)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection
from django.utils import timezone

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undo
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW, Cast
from atenda.worklists import saving
from atenda.worklists.forms import ViewForm
from atenda.worklists.models import SavedView
from atenda.worklists.permissions import may_change_view
from atenda.worklists.refusals import NotYourTeam, NotYourView, TooManyViews
from atenda.worklists.saved import as_saved, find, views_of

pytestmark = pytest.mark.django_db
ASKED = {"view": "all", "assignee": "me", "created": "7d"}


def last(view: SavedView) -> Event:
    return Event.objects.filter(subject_type="worklists.savedview", subject_id=view.pk).latest("seq")


def test_a_view_keeps_what_was_asked_as_the_address_says_it(acme: Cast) -> None:
    view = saving.save(name="As miñas", asked=ASKED, by=acme.agent)
    saved = find(acme.agent, str(view.pk))
    assert saved is not None
    assert (saved.question.asked, saved.query) == (ASKED, f"?saved={view.pk}")
    assert last(view).kind == "view.saved"


def test_who_sees_a_view_and_who_may_change_it(acme: Cast) -> None:
    own = saving.save(name="Miña", asked={}, by=acme.agent)
    team = saving.save(name="Do almacén", asked={}, reach="team", team=acme.team, by=acme.agent)
    everybody = saving.save(name="De todos", asked={}, reach="all", by=acme.supervisor)
    seen = {name: {view.name for view in views_of(person)} for name, person in acme.people.items()}
    assert seen == {
        "agent": {"Miña", "Do almacén", "De todos"},
        "colleague": {"De todos"},
        "supervisor": {"Do almacén", "De todos"},
        "admin": {"Do almacén", "De todos"},
        "observer": {"De todos"},
    }
    for person in acme.people.values():  # the rows answer the same
        rows = SavedView.objects.visible_to(person).values_list("name", flat=True)
        assert set(rows) == {view.name for view in views_of(person)}
    change = {
        view.name: {name for name, person in acme.people.items() if may_change_view(person, as_saved(view))}
        for view in (own, team, everybody)
    }
    assert change == {
        "Miña": {"agent"},
        "Do almacén": {"agent", "supervisor", "admin"},
        "De todos": {"supervisor", "admin"},
    }


@pytest.mark.django_db(transaction=True)
def test_the_last_one_that_fits_is_saved_once_by_four_at_once(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST", 3)
    for name in ("Unha", "Dúas"):
        saving.save(name=name, asked={}, by=acme.agent)

    def save(number: int) -> bool:
        with inside(acme.organization), closing(connection):
            try:
                saving.save(name=f"Máis {number}", asked={}, by=acme.agent)
            except TooManyViews:
                return False
            return True

    with ThreadPoolExecutor(4) as savers:
        assert sorted(savers.map(save, range(4))) == [False, False, False, True]


@pytest.mark.parametrize("reach", ["team", "all"])
def test_nobody_saves_for_others_without_being_of_them(acme: Cast, reach: str) -> None:
    with pytest.raises(NotYourTeam):
        saving.save(name="Allea", asked={}, reach=reach, team=acme.team, by=acme.colleague)
    assert not SavedView.objects.exists()


def test_only_its_owner_keeps_a_view_to_themselves(acme: Cast) -> None:
    view = saving.save(name="De todos", asked={}, reach="all", by=acme.supervisor)
    with pytest.raises(NotYourView):
        saving.change(view, reach="own", by=acme.admin)
    assert "own" not in dict(ViewForm(actor=acme.admin, owner=view.owner_id).fields["reach"].choices)
    assert "own" in dict(ViewForm(actor=acme.supervisor, owner=view.owner_id).fields["reach"].choices)
    view.refresh_from_db()
    saving.change(view, reach="own", by=acme.supervisor)
    assert view.reach == "own"


def test_changing_to_what_it_is_records_nothing(acme: Cast) -> None:
    view = saving.save(name="Miña", asked=ASKED, by=acme.agent)
    saving.change(view, name="Miña", asked=dict(ASKED), by=acme.agent)
    assert last(view).kind == "view.saved"


def test_what_was_done_to_a_view_is_taken_back(acme: Cast) -> None:
    view = saving.save(name="Do almacén", asked=ASKED, reach="team", team=acme.team, by=acme.agent)
    saving.change(view, name="Miña", reach="own", asked={"view": "closed"}, by=acme.agent)
    assert view.team is None
    undo(last(view), by=acme.agent, now=timezone.now())
    view.refresh_from_db()
    assert (view.name, view.reach, view.team_id, view.asked) == ("Do almacén", "team", acme.team.pk, ASKED)

    saving.remove(view, by=acme.agent, now=NOW)
    assert find(acme.agent, str(view.pk)) is None
    saving.remove(view, by=acme.agent, now=NOW)
    removal = last(view)
    undo(removal, by=acme.agent, now=timezone.now())
    assert find(acme.agent, str(view.pk)) is not None
    undo(Event.objects.get(kind="view.saved"), by=acme.agent, now=timezone.now())
    assert views_of(acme.agent) == []


def test_what_was_changed_since_stays(acme: Cast) -> None:
    view = saving.save(name="Un", asked={}, by=acme.agent)
    saving.change(view, name="Dous", by=acme.agent)
    change = last(view)
    saving.change(view, name="Tres", by=acme.agent)
    with pytest.raises(ChangedSince):
        undo(change, by=acme.agent, now=timezone.now())


def test_who_may_not_change_a_view_takes_nothing_back(acme: Cast) -> None:
    view = saving.save(name="Miña", asked={}, by=acme.agent)
    with pytest.raises(CannotUndo):
        undo(last(view), by=acme.supervisor, now=timezone.now())


def test_ready_made_views_are_everybodys_and_nobody_changes_them(acme: Cast) -> None:
    mine = find(acme.observer, "mine")
    assert mine is not None
    assert mine.question.asked == {"assignee": "me"}
    assert not may_change_view(acme.admin, mine)
