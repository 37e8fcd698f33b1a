"""The lists, suggestions, views and deeds on many tell nobody what they do not see (hardening 3.37, 3.38, 3.41)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from atenda.access.abilities import Ability, RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.models import Case
from atenda.customers.opening import open_contact
from atenda.organizations.revisions import touch
from atenda.searching.vocabulary import learn
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.running import begin
from atenda.worklists.models import BulkDeed, SavedView
from atenda.worklists.question import Question
from atenda.worklists.saving import save
from tests.architecture.stage import NEVER_MADE, Stage, set_stage, without_numbers

SEALED = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<="X-CSRFToken": ")\w+')


@pytest.fixture
def stage(acme: Cast, other: Cast) -> Iterator[Stage]:
    return set_stage(acme, other)


def let(
    kind: str, *, sees: Sees | None = None, without: tuple[Ability, ...] = (), also: tuple[Ability, ...] = ()
) -> None:
    """Change what a role may see and do."""
    role = Role.objects.get(kind=kind)
    role.abilities = sorted(({*role.abilities} - {*without}) | {*also})
    role.sees = sees or role.sees
    role.save(update_fields=["abilities", "sees"])
    touch()


def test_whoever_may_not_see_customers_learns_no_name_by_number(acme: Cast, visit: Visit) -> None:
    """A filter names a customer by its id: only those of cases in sight have a name."""
    hidden = open_contact(name="Xilgara Agochada", by=None, now=NOW)
    make.case(contact=hidden, responsible=acme.colleague, by=acme.colleague)
    make.case(contact=acme.customer, responsible=acme.agent, by=acme.colleague)
    asked = {"assignee": "me", "customer": f"contact:{hidden.pk},contact:{acme.customer.pk}"}
    key = save(name="Propia", asked=asked, by=acme.agent).pk
    colours = [{"asked": {"customer": asked["customer"]}, "tone": "red", "label": "x"}]
    SavedView.objects.filter(pk=key).update(colours=colours)
    places = [f"{place}?{urlencode(asked)}" for place in ("cases/", "cases/filters/", "cases/views/new/")]
    places += ["cases/views/", f"cases/views/{key}/", f"cases/?{urlencode(asked)}&show=board"]
    for without, is_told in ((set(), True), ({Ability.SEE_CUSTOMERS}, False)):
        let(RoleKind.AGENT, sees=Sees.OWN, without=tuple(without))
        pages = [visit.as_(acme.agent).get(acme.url(place)).content.decode() for place in places]
        assert {"Xilgara" in page for page in pages} == {is_told}
        assert {acme.customer.name in page for page in pages} == {True}


@pytest.mark.parametrize("hidden", ["xilgaroa", "xilgaros", "nada"])
def test_no_suggestion_and_no_silence_tells_which_words_hidden_cases_have(
    hidden: str, acme: Cast, visit: Visit
) -> None:
    """3.38: what may have been meant is the same, whatever the cases say that one does not see."""
    make.case("Un xilgarou canta", responsible=acme.agent, by=acme.agent)
    make.case(f"Un {hidden} canta", responsible=acme.colleague, by=acme.colleague)
    learn()
    let(RoleKind.AGENT, sees=Sees.OWN)
    visit.as_(acme.agent)
    page = visit.get(acme.url("cases/?view=all&q=xilgaroa+canta")).content.decode()
    assert "q=xilgarou" in page
    assert "xilgaros" not in page
    assert "xilgarou" in visit.get(acme.url("palette/?q=xilgaroa+canta")).content.decode()


def test_what_a_deed_of_others_wrote_is_heard_by_nobody_who_does_not_see_the_cases(acme: Cast, visit: Visit) -> None:
    case = make.case(responsible=acme.colleague, by=acme.colleague)
    chosen = Chosen(Question(), (case.folio,))
    text = begin({"deed": "description", "to": "pintarroxo"}, chosen, key=uuid4(), by=acme.admin, now=NOW)
    to = f"contact:{acme.customer.pk}"
    customer = begin({"deed": "customer", "to": to}, chosen, key=uuid4(), by=acme.admin, now=NOW)
    let(RoleKind.AGENT, also=(Ability.UNDO_OTHERS,))

    def heard(word: str, bulk: BulkDeed) -> bool:
        places = ("cases/many/", f"cases/many/{bulk.pk}/")
        found = {word in visit.as_(acme.agent).get(acme.url(place)).content.decode() for place in places}
        assert len(found) == 1
        return found.pop()

    assert heard("pintarroxo", text)
    assert heard(acme.customer.name, customer)
    let(RoleKind.AGENT, sees=Sees.TEAMS, without=(Ability.SEE_CUSTOMERS,))
    assert not heard("pintarroxo", text)
    assert not heard(acme.customer.name, customer)


def test_deeds_on_many_know_no_case_that_one_does_not_see(stage: Stage) -> None:
    """A hidden folio, a foreign one and one that never was are foretold, and done, alike."""
    hidden = stage.things["case"]["hidden"]["number"]
    foreign = stage.things["case"]["foreign"]["number"]
    high = stage.acme.priority("Alta").pk
    with stage.as_("restricted") as visit:
        told = []
        for folio in (hidden, foreign, NEVER_MADE):
            answer = visit.get(stage.acme.url(f"cases/many/priority/?case={folio}&to={high}"))
            told.append(SEALED.sub("·", without_numbers(answer)[1]))
        assert len(set(told)) == 1
        for folio in (hidden, foreign, NEVER_MADE):
            visit.post(stage.acme.url("cases/many/priority/"), {"case": folio, "to": high, "key": uuid4()})
        assert not BulkDeed.objects.filter(by=stage.acme.agent, cases__gt=0).exclude(
            pk=stage.things["many"]["own"]["pk"]
        )
        visit.post(stage.acme.url("cases/many/priority/"), {"all": "1", "view": "all", "to": high, "key": uuid4()})
        assert Case.objects.get(folio=hidden).priority_id != high


def test_the_rest_of_somebody_elses_deed_is_not_there(stage: Stage) -> None:
    theirs = begin({"deed": "priority", "to": None}, Chosen(Question()), key=uuid4(), by=stage.acme.admin, now=NOW)
    address = stage.acme.url("cases/many/priority/")
    for rest in (theirs.pk, stage.things["many"]["foreign"]["pk"], NEVER_MADE):
        assert stage.visit("agent").get(f"{address}?rest={rest}").status_code == 404
        assert stage.visit("agent").post(address, {"rest": rest, "to": "1", "key": uuid4()}).status_code == 404


def test_views_of_others_are_not_there_or_not_to_be_changed(stage: Stage) -> None:
    """By number, by key, by what one starts with; and an undo of what was done with them."""
    acme = stage.acme
    private = save(name="Pintarroxo", asked={"view": "all"}, by=acme.admin)
    foreign = stage.things["view"]["foreign"]["pk"]
    visit = stage.visit("agent")
    for pk in (private.pk, foreign, NEVER_MADE):
        told: list[Any] = [
            visit.get(acme.url(f"cases/?saved={pk}")).status_code,
            visit.get(acme.url(f"cases/views/{pk}/")).status_code,
            visit.post(acme.url(f"cases/views/{pk}/removal/")).status_code,
            visit.post(acme.url(f"cases/views/{pk}/question/?view=new")).status_code,
            visit.post(acme.url(f"cases/views/{pk}/colours/"), {"remove": "0"}).status_code,
            visit.post(acme.url("cases/views/start/"), {"view": pk}).status_code,
            visit.post(acme.url("cases/views/tabs/"), {"view": pk}).status_code,
        ]
        assert told == [404] * 7
        pages = [
            visit.get(acme.url(f"cases/?view=all&saved={pk}")),
            visit.get(acme.url(f"cases/views/counts/?saved={pk}")),
        ]
        assert not [page for page in pages if "Pintarroxo" in page.content.decode() or page.status_code != 200]
        visit.post(acme.url(f"cases/columns/?view=all&saved={pk}"), {"column": "folio", "everybody": "1"})
    private.refresh_from_db()
    assert (private.columns, private.removed_at, private.asked) == ([], None, {"view": "all"})
    assert "Pintarroxo" not in visit.get(acme.url("deeds/")).content.decode()
