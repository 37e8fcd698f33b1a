"""What somebody hostile asks of the lists, figures and deeds on many: nothing breaks, nothing costs without end, and
what one does not see is neither told nor changed (hardening 3.37, 3.38, 3.41, 3.58, 3.70, 7.26)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from time import process_time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.abilities import Ability, RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.models import Case
from atenda.customers.opening import open_contact
from atenda.figures.charts import chart
from atenda.figures.remembering import period_of
from atenda.organizations.entering import inside
from atenda.organizations.revisions import touch
from atenda.searching.vocabulary import learn
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.bulk import foretelling
from atenda.worklists.bulk.asking import FIELDS
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.running import begin
from atenda.worklists.conditions import where
from atenda.worklists.filters import CHOICES, DAYS, Filters
from atenda.worklists.grouping import condition_of
from atenda.worklists.models import BulkDeed, SavedView
from atenda.worklists.narrowing import count
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import ORDER_OF_GROUPS, Question, View, read_question
from atenda.worklists.saving import save
from tests.architecture.stage import NEVER_MADE, Stage, set_stage, without_numbers
from tests.architecture.test_requests import EVIL, host_of

TOO_MANY = urlencode({f"a{n}": "1" for n in range(150)})
HOSTILE_VALUES = [
    *("", "'", "\x00", "%", "%s", "{}", "-1", "9" * 18, "9" * 400, "9999999999", "²", "٣", "none", "-none,none", "me"),
    *("1e999.5", "nan.5", "-inf.5", "1e11.5", "-62135596800.5", "none.5", "none.9999999999", "1.1.1", "2026-W01-1"),
    *("' OR 1=1 --", "a:* & !(b | c) <-> 'd'", "\\'", '"' * 300, "«»" * 100, "- " * 200, "*", "-*", "#", "@"),
    *("caso " * 500, "x" * 5_000, "contact:0,account:9999999999999999", "\u0301\u0316" * 2_000, "🦊" * 300, "[1]"),
    *('{"a": 1}', "+34 986"),
]
NO_ADDRESSES = ["http://[", "http://[::1/acme/cases/", f"http://testserver/acme/cases/?{TOO_MANY}", "\\", "//"]
PLACES = ["cases/", "cases/{n}/", "cases/{n}/quick/", "cases/{n}/quick/state/", "cases/many/priority/", "figures/bar/"]
DEEDS = [
    ("cases/{n}/quick/priority/", {"to": "{high}"}),
    ("cases/{n}/resolution/", {}),
    ("cases/{n}/assignment/", {}),
    ("cases/{n}/reopening/", {}),
    ("cases/{n}/standing/", {}),
    ("cases/{n}/place/", {"to": "none"}),
    ("cases/many/priority/", {"to": "{high}", "case": "{n}"}),
    ("cases/many/{m}/undoing/", {}),
    ("cases/campaign/", {}),
    ("figures/period/", {"period": "7d"}),
]
SEALED = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<="X-CSRFToken": ")\w+')
VALUES = ["state", "priority", "category", "type", "importance", "campaign", "source", "closing_reason"]


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


def filled(stage: Stage, text: str) -> str:
    own = {"n": stage.things["case"]["own"]["number"], "m": stage.things["many"]["own"]["pk"]}
    return text.format(**own, high=stage.acme.priority("Alta").pk)


def test_no_address_that_a_browser_says_breaks_a_page(stage: Stage) -> None:
    visit, broken = stage.visit("admin"), []
    visit.raise_request_exception = False
    for place in PLACES:
        address = stage.acme.url(filled(stage, place))
        answers = [visit.get(f"{address}?{TOO_MANY}")]
        answers += [visit.get(address, headers={"hx-current-url": each, "referer": each}) for each in NO_ADDRESSES]
        broken += [place for answer in answers if answer.status_code >= 500]
    for place, form in DEEDS:
        for each in NO_ADDRESSES:
            with transaction.atomic():
                sent = {name: filled(stage, value) for name, value in form.items()} | {"next": each, "key": uuid4()}
                headers = {"hx-current-url": each, "referer": each}
                if visit.post(stage.acme.url(filled(stage, place)), sent, headers=headers).status_code >= 500:
                    broken.append(place)
                transaction.set_rollback(True)
    assert broken == []


def test_nobody_is_led_to_sign_in_by_what_is_no_address(stage: Stage) -> None:
    answer = Visit().post(stage.acme.url("cases/campaign/"), headers={"referer": "http://["})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")


@pytest.mark.parametrize(("place", "form"), [DEEDS[0], *DEEDS[6:]])
def test_no_deed_of_a_list_leads_elsewhere(place: str, form: dict[str, str], stage: Stage) -> None:
    """3.58"""
    for each in [*EVIL, f"https://evil.example{stage.acme.url('cases/')}x", "/.//evil.example/"]:
        for headers in ({}, {"hx-request": "true", "hx-current-url": each}):
            with transaction.atomic():
                sent = {name: filled(stage, value) for name, value in form.items()} | {"next": each, "key": uuid4()}
                answer = stage.visit("admin").post(stage.acme.url(filled(stage, place)), sent, headers=headers)
                transaction.set_rollback(True)
            led = answer.headers.get("Location", answer.headers.get("HX-Redirect", "/"))
            assert host_of(led) == "testserver", (each, led)


def test_hundreds_of_filters_are_not_counted_one_by_one(stage: Stage) -> None:
    """7.26"""
    numbers = ",".join(map(str, range(1, 51)))
    asked = urlencode({**dict.fromkeys([*VALUES, "assignee", "team", "tag"], numbers), "view": "all"})
    visit = stage.visit("admin")
    for place in ("cases/", "cases/counted/"):
        for more in ("", "&state=-1&priority=-1", "&show=board"):
            with CaptureQueriesContext(connection) as asked_of_the_database:
                assert visit.get(stage.acme.url(f"{place}?{asked}{more}")).status_code == 200
            assert len(asked_of_the_database) <= 100


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


def test_nothing_of_another_organization_is_put_into_a_case(stage: Stage) -> None:
    """3.41: forged ids, by deeds on many, from the list and on the board."""
    acme, other = stage.acme, stage.other
    with inside(other.organization):
        foreign = {
            "state": other.state("Cerrado").pk,
            "priority": other.priority("Alta").pk,
            "category": stage.things["value"]["foreign"]["pk"],
            "responsible": other.agent.pk,
            "assignees": other.agent.pk,
            "team": other.team.pk,
            "source": other.source("phone").pk,
            "customer": f"contact:{other.customer.pk}",
            "account": f"account:{other.account.pk}",
        }
    visit, folio = stage.visit("admin"), stage.things["case"]["own"]["number"]
    before = Case.objects.filter(folio=folio).values().get()
    for field in FIELDS:
        to = foreign.get(field, NEVER_MADE)
        sent = {"to": to, "how": "set", "ids": to, "case": folio, "next": "", "was": "", "lane": to}
        if field in ("tags", "reference", "description", "solution"):
            continue  # words of one's own
        for place in (
            f"cases/many/{field}/",
            f"cases/{folio}/quick/{field}/",
            f"cases/{folio}/place/?by={field}",
            f"cases/{folio}/place/?by=state&lanes={field}",
        ):
            answer = visit.post(acme.url(place), {**sent, "key": uuid4()})
            assert answer.status_code in (403, 404, 422), (place, answer.status_code)
    assert Case.objects.filter(folio=folio).values().get() == before


@pytest.mark.parametrize("also", ["due_at", "account", "responsible", "tags", "type", "customer", "__class__", "pk"])
def test_whatever_is_said_beside_an_ending_breaks_nothing(also: str, stage: Stage) -> None:
    sent = {"to": stage.acme.state("Cerrado").pk, "case": filled(stage, "{n}"), f"also_{also}": "x", "view": "all"}
    address, visit = stage.acme.url("cases/many/state/"), stage.visit("admin")
    assert visit.get(f"{address}?{urlencode(sent)}").status_code == 200
    assert visit.post(address, {**sent, "key": uuid4()}).status_code in (302, 422)


def test_no_value_of_a_filter_and_no_cursor_breaks_a_list(stage: Stage) -> None:
    """3.42, 3.70: every filter, every order with every cursor, both ways."""
    actor = stage.acme.admin
    for value in HOSTILE_VALUES:
        for name in (*CHOICES, *DAYS, "idle", "open_on", "q", "view", "order", "group", "show", "by", "lanes", "saved"):
            question = read_question({name: value, "in": value})
            assert count(where(actor, question), 10) <= 10
            assert question.query()
        for order in ORDERS.values():
            for view in (View.ALL, View.CLOSED):
                question = Question(view, order)
                page(actor, question, before=value)
                page(actor, replace(question, filters=Filters(idle=1)), after=value)
        for group in ORDER_OF_GROUPS:
            condition_of(group, value, NOW)


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30", "9999-12-31", "0001-01-01..9999-12-30", "..0001-01-01"])
def test_the_first_and_the_last_day_of_all_break_nothing(zone: str, day: str, stage: Stage) -> None:
    with timezone.override(zone):
        for name in (*DAYS, "open_on"):
            assert count(where(stage.acme.admin, read_question({name: day, "view": "all"})), 10) <= 10
        asked = read_question({"created": day, "view": "all"})
        assert len(chart(stage.acme.admin, asked, "created", now=NOW).bars) <= 101
        for said in ({"period": day}, {"as_of": day}, {"as_of": f"{day}T00:00:00+14:00"}):
            assert period_of(stage.acme.admin, said, now=NOW).days > 0


def test_many_kinds_of_cases_are_foretold_in_the_time_one_waits(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """3.70: what there is no time to look at is said to be unknown, and no case is forgotten."""
    high = acme.priority("Alta")
    for priority in (high, acme.priority("Normal"), acme.priority("Normal")):
        make.case(priority=priority, by=acme.agent)
    asked, chosen = {"deed": "priority", "to": high.pk}, Chosen(Question(), all_of_it=True)
    monkeypatch.setattr(foretelling, "PATIENCE", -1.0)
    for fewest, known in ((5, 3), (1, 2)):
        monkeypatch.setattr(foretelling, "FEWEST", fewest)
        found = foretelling.foretell(lambda: asked, chosen, by=acme.agent, now=NOW)
        assert (found.cases, found.changed + found.unchanged, found.unknown) == (3, known, 3 - known)


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


@pytest.mark.parametrize("heap", ["\u0301\u0316" * 24_000, "\u0301" * 24_000 + "\u0316" * 24_000])
def test_accents_heaped_on_a_letter_hold_up_nobody(heap: str, acme: Cast, visit: Visit) -> None:
    """3.70: put in order, as composing does, they would take ten seconds, with every note and every search."""
    case, begun = make.case(f"Lonxa a{heap[:90]}", description=f"a{heap}", by=acme.agent), process_time()
    assert (
        visit.as_(acme.agent).post(acme.url(f"cases/{case.folio}/notes/"), {"body": f"lonxa o{heap}"}).status_code < 400
    )
    assert visit.get(acme.url("cases/?view=all&q=lonxa")).status_code == 200
    assert visit.post(acme.url("customers/new/"), {"name": f"e{heap}", "company": heap}).status_code == 422
    assert visit.get(acme.url(f"customers/search/?{urlencode({'q': heap[:9_000]})}")).status_code == 200
    assert process_time() - begun < 3
