"""The audit log of administration: what is in it, asking it, taking it away; nobody rewrites it (3.68)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access import roles
from atenda.access.abilities import Ability, Sees
from atenda.access.events import SIGN_IN_REFUSED, SIGNED_IN
from atenda.cases import picklists
from atenda.history.audit import Question, audit
from atenda.history.audit_file import AUDIT_TAKEN
from atenda.history.audited import AUDITED, area_of
from atenda.history.models import Event
from atenda.notices.following import Hearing, hear
from atenda.staff import teams
from atenda.staff.jobs import note_sign_in
from atenda.staff.membership import rename
from atenda.testing import make
from atenda.testing.cast import NOW, PASSWORD, Cast
from atenda.testing.fixtures import Visit


def said(question: Question = Question()) -> list[str]:  # noqa: B008  frozen
    return [f"{one.sentence}: {one.of}" if one.of else one.sentence for one in audit(question).rows]


@pytest.fixture
def busy(acme: Cast) -> Cast:
    """A day of administration, and of work that is none."""
    make.case("Non arrefría", by=acme.agent)
    rename(acme.colleague, "Carme Nova", by=acme.admin)
    roles.change(acme.agent.role, sees=Sees.TEAMS, abilities=[Ability.OPEN_CASES], by=acme.admin)
    teams.create("Oficina", by=acme.supervisor)
    picklists.add("categories", labels=dict.fromkeys(("es", "gl", "en"), "Avaría"), position=1, by=acme.admin, now=NOW)
    return acme


def test_it_has_what_is_administration_and_no_work(busy: Cast) -> None:
    kinds = {event.kind for event in Event.objects.filter(AUDITED)}
    assert {"agent.renamed", "role.changed", "team.created", "picklist.added"} <= kinds
    assert not kinds & {"case.opened", "account.created", "contact.created"}
    newest = audit(Question()).rows[0]
    assert (newest.who, newest.of, newest.area) == ("Antía Admin", "Avaría", area_of("picklist.added"))


def test_what_a_role_may_do_is_told_by_what_was_given_and_taken(busy: Cast) -> None:
    told = next(one for one in audit(Question(area="roles")).rows)
    sees, may = told.details
    assert (sees.before, sees.after) == (str(Sees.ALL.label), str(Sees.TEAMS.label))
    assert str(Ability.CLOSE_CASES.label) in may.before
    assert str(Ability.OPEN_CASES.label) not in may.before + may.after


def test_it_is_asked_by_words_person_area_and_day(busy: Cast) -> None:
    assert len(said(Question(words="nova"))) == 1
    assert "Carme Nova" in said(Question(words="NOVA"))[0]
    assert len(said(Question(person=busy.supervisor.pk))) == 1
    assert len(said(Question(area="lists"))) == 1
    assert said(Question(words="ninguén disto")) == []
    today = timezone.localdate()
    assert len(said(Question(since=today, area="people"))) == 2
    assert said(Question(until=today - timedelta(days=1), area="people")) == []
    assert len(said(Question(words="Avaría"))) == 1


def test_ones_own_views_and_wishes_are_nobody_elses(acme: Cast) -> None:
    case = make.case("x", by=acme.agent)
    hear(case, Hearing.FOLLOWING, by=acme.agent, now=NOW)
    assert Event.objects.filter(kind="case.followed").exists()
    assert said() == []


def test_pages_go_on_where_the_one_before_ended(acme: Cast) -> None:
    for number in range(7):
        rename(acme.colleague, f"Carme {number}", by=acme.admin)
    first = audit(Question(), size=3)
    then = audit(Question(before=first.older), size=3)
    last = audit(Question(before=then.older), size=3)
    ids = [one.id for page in (first, then, last) for one in page.rows]
    assert (ids, last.older) == (sorted(ids, reverse=True), 0)
    assert len(set(ids)) == 7


def test_three_rows_cost_no_more_questions_than_one(acme: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            audit(Question())
        return len(captured)

    rename(acme.colleague, "Carme 1", by=acme.admin)
    roles.change(acme.agent.role, sees=Sees.TEAMS, abilities=[], by=acme.admin)
    asked()
    one = asked()
    rename(acme.agent, "Xoán 1", by=acme.admin)
    teams.create("Oficina", by=acme.admin)
    roles.change(acme.observer.role, sees=Sees.OWN, abilities=[], by=acme.admin)
    asked()
    assert asked() == one <= 3


def test_it_is_read_by_an_index_of_its_own(acme: Cast) -> None:
    make.case()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "event_audited" in Event.objects.filter(AUDITED).order_by("-pk")[:51].explain()


def test_signing_in_is_in_it_wherever_the_person_works(acme: Cast, other: Cast, visit: Visit) -> None:
    at = timezone.now().isoformat()
    for _ in range(2):  # a job may run twice
        note_sign_in(acme.agent.identity.email, "203.0.113.7", "Firefox", at, True)
        note_sign_in(acme.agent.identity.email, "203.0.113.9", "curl", at, False)
        note_sign_in("ninguen@nada.example", "203.0.113.9", "curl", at, False)
    kinds = Event.objects.values_list("kind", flat=True).order_by("pk")
    assert [kind for kind in kinds if kind.startswith("signin")] == [SIGNED_IN.name, SIGN_IN_REFUSED.name]
    told = audit(Question(address="203.0.113.9")).rows
    assert [(one.who, one.of, one.address) for one in told] == [("Atenda", "Xoán Axente", "203.0.113.9")]
    assert "203.0.113.9" not in visit.as_(other.admin).get(other.url("settings/audit/")).text


def test_right_and_wrong_passwords_are_handed_to_the_job(acme: Cast, visit: Visit, settings: object) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    who = {"login": acme.agent.identity.email, "password": "non-é-este-7"}
    visit.post("/accounts/login/", who)
    visit.post("/accounts/login/", {**who, "password": PASSWORD})
    jobs = ProcrastinateJob.objects.filter(task_name="atenda.staff.jobs.note_sign_in").order_by("id")
    assert [job.args["is_right"] for job in jobs] == [False, True]
    assert "non-é-este-7" not in str([job.args for job in jobs])


def test_the_page_is_for_whoever_may_read_it(busy: Cast, visit: Visit) -> None:
    page = visit.as_(busy.admin).get(busy.url("settings/audit/"))
    assert (page.status_code, "Avaría" in page.text, "<strong>Carme Nova" in page.text) == (200, True, True)
    assert "<strong>Carme Nova" not in visit.get(busy.url("settings/audit/"), {"area": "lists"}).text
    for agent in (busy.supervisor, busy.agent, busy.observer):
        assert visit.as_(agent).get(busy.url("settings/audit/")).status_code == 403
    nonsense = {"since": "onte", "person": "x", "address": "999", "area": "zz", "before": "-1", "words": "\x00%"}
    assert visit.as_(busy.admin).get(busy.url("settings/audit/"), nonsense).status_code == 200


def test_the_file_has_what_was_asked_and_its_taking_is_in_the_log(busy: Cast, visit: Visit) -> None:
    rename(busy.colleague, "=cmd|'/c calc'!A0", by=busy.admin)
    answer = visit.as_(busy.admin).post(busy.url("settings/audit/file/"), {"area": "people"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == 1 + 3
    assert all(not text.startswith(("=", "+", "-", "@")) for row in rows for text in row)
    taken = Event.objects.get(kind=AUDIT_TAKEN.name)
    assert (taken.actor_id, taken.payloads.get().after) == (busy.admin.pk, {"area": "people"})


def test_a_name_that_is_a_formula_is_disarmed_wherever_it_stands(busy: Cast) -> None:
    from atenda.history.audit_file import as_csv

    rename(busy.admin, "@SUM(A1)", by=busy.admin)
    cells = [text for row in csv.reader(io.StringIO(as_csv(Question())[1:]), delimiter=";") for text in row]
    assert "'@SUM(A1)" in cells


def test_a_long_log_is_taken_in_parts(busy: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from atenda.history import audit_file

    monkeypatch.setattr(audit_file, "MOST", 2)
    assert len(audit_file.as_csv(Question()).splitlines()) == 1 + 2 + 1


@pytest.mark.parametrize("table", ["history_event", "history_eventpayload", "history_ledgercheck"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET organization_id = 0", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_rewrite_it(acme: Cast, table: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "asked", ["until=9999-12-31", "since=0001-01-01", "words=%00", "words=%25_%5C", "before=" + "9" * 18, "person=x"]
)
def test_whatever_is_asked_is_no_fault_of_ours(busy: Cast, visit: Visit, asked: str) -> None:
    visit.as_(busy.admin)
    assert visit.get(busy.url(f"settings/audit/?{asked}")).status_code == 200
