"""What somebody hostile asks of the lists, figures and deeds on many: nothing breaks, nothing costs without end, and
nothing of others is changed (hardening 3.58, 3.70, 7.26). What is told to nobody: `test_lists_told.py`."""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.cases.models import Case
from atenda.figures.charts import chart
from atenda.figures.remembering import period_of
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.bulk import foretelling
from atenda.worklists.bulk.asking import FIELDS
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.conditions import where
from atenda.worklists.filters import CHOICES, DAYS, Filters
from atenda.worklists.grouping import condition_of
from atenda.worklists.narrowing import count
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.presentation import BY, Show
from atenda.worklists.question import ORDER_OF_GROUPS, Question, View, read_question
from tests.architecture.stage import NEVER_MADE, Stage
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
VALUES = ["state", "priority", "category", "type", "importance", "campaign", "source", "closing_reason"]


@pytest.fixture
def acme(stage: Stage) -> Cast:
    return stage.acme


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
    for field in set(FIELDS) - {"tags", "reference", "description", "solution"}:  # words of one's own
        to = foreign.get(field, NEVER_MADE)
        sent = {"to": to, "how": "set", "ids": to, "case": folio, "next": "", "was": ""}
        places = [(f"cases/many/{field}/", sent), (f"cases/{folio}/quick/{field}/", sent)]
        if field in BY[Show.BOARD]:
            across = "priority" if field == "state" else "state"
            stays = {**sent, "to": before[f"{across}_id"], "lane": to}
            places.append((f"cases/{folio}/place/?show=board&by={field}", sent))
            places.append((f"cases/{folio}/place/?show=board&by={across}&lanes={field}", stays))
        for place, form in places:
            answer = visit.post(acme.url(place), {**form, "key": uuid4()})
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
    priorities = (high, acme.priority("Normal"), acme.priority("Normal"))
    folios = tuple(make.case(priority=priority, by=acme.agent).folio for priority in priorities)
    asked, chosen = {"deed": "priority", "to": high.pk}, Chosen(Question(), folios)
    monkeypatch.setattr(foretelling, "PATIENCE", -1.0)
    for fewest, known in ((5, 3), (1, 2)):
        monkeypatch.setattr(foretelling, "FEWEST", fewest)
        found = foretelling.foretell(lambda: asked, chosen, by=acme.agent, now=NOW)
        assert (found.cases, found.changed + found.unchanged, found.unknown) == (3, known, 3 - known)


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
