import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from atenda.cases.lifecycle import close, reopen
from atenda.conversations.noting import note
from atenda.history.chain import verify, verify_links_and
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.testing import make
from atenda.testing.cast import NOW

SECOND = "WHERE case_id IS NOT NULL AND seq = 2"


def test_a_sound_log_has_no_breaks(acme):
    case = make.case(responsible=acme.agent)
    note(case, body="Llamó otra vez", by=acme.agent, now=NOW)
    close(case, by=acme.agent, now=NOW)
    reopen(case, by=acme.agent, now=NOW)
    make.case()

    assert list(verify()) == list(verify_links_and(1000)) == []
    assert list(Event.objects.filter(case=case).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("statement", ["UPDATE history_event SET kind = 'x'", "DELETE FROM history_eventpayload"])
def test_the_application_cannot_rewrite_history(acme, statement):
    make.case()
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE history_event SET kind = 'case.edited' WHERE case_id IS NOT NULL AND seq = 2",
            "its words were changed",
        ),
        (
            "DELETE FROM history_eventpayload; DELETE FROM history_event WHERE case_id IS NOT NULL AND seq = 2",
            "number 2 is missing before 3",
        ),
        ("UPDATE history_eventpayload SET after = '{}' WHERE before IS NOT NULL", "its payload was changed"),
    ],
)
def test_whoever_rewrites_history_leaves_a_break(acme, statement, why):
    case = make.case()
    close(case, by=acme.agent, now=NOW)
    reopen(case, by=acme.agent, now=NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)

    assert why in {found.why for found in verify()}
    quick = {found.why for found in verify_links_and(1_000_000)}  # all of them, whatever number they have come to
    assert why in quick or "does not follow the event before it" in quick


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_an_erasure_by_the_owner_leaves_the_chain_whole(acme):
    make.case()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE history_eventpayload SET before = NULL, after = NULL")

    assert list(verify()) == []


def test_nothing_is_recorded_outside_a_verb(acme):
    from atenda.cases.events import EDITED
    from atenda.history.deeds import NoDeed

    with pytest.raises(NoDeed):
        record(make.case(), EDITED, by=None)
