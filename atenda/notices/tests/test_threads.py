"""The mails of one case stand together in a mailbox, and each colleague's says how to end them (RFC 5322, 8058)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.message_ids import our_name
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

HOUR = timedelta(hours=1)
UXIA, XOAN = "uxia@cliente.example", "xoan@acme.example"


@pytest.fixture
def a_story(acme: Cast, postbox: Postbox, settings) -> None:
    """A case opened, edited and closed, each told, in a desk with a name of its own."""
    settings.PUBLIC_URL = "https://desk.unha-empresa-de-nome-moi-longo.example"
    case = make.case(responsible=acme.agent, by=acme.admin)
    for hours, do in enumerate((None, _described, close)):
        if do is not None:
            do(case, by=acme.admin, now=NOW + hours * HOUR)
        tell_case(case.pk, now=NOW + (hours + 0.5) * HOUR)
        deliver(now=NOW + (hours + 0.5) * HOUR)


def _described(case, *, by, now) -> None:
    edit(case, description="Gotea", by=by, now=now)


@pytest.mark.parametrize("address", [UXIA, XOAN])
def test_every_later_mail_of_a_case_answers_the_first_to_the_same_reader(
    a_story: None, postbox: Postbox, address: str
) -> None:
    first, *later = postbox.to(address)
    assert len(later) == 2
    assert "References" not in first
    assert "In-Reply-To" not in first
    assert [(each["In-Reply-To"], each["References"]) for each in later] == [(first["Message-ID"],) * 2] * 2
    assert len({each["Message-ID"] for each in (first, *later)}) == 3
    assert first["Message-ID"].endswith("@desk.unha-empresa-de-nome-moi-longo.example>")


def test_threads_of_two_readers_and_two_cases_stay_apart(a_story: None, acme: Cast, postbox: Postbox) -> None:
    other = make.case("Outra cousa", responsible=acme.agent, by=acme.admin)
    tell_case(other.pk, now=NOW + 9 * HOUR)
    deliver(now=NOW + 9 * HOUR)
    assert "References" not in postbox.to(UXIA)[-1]
    assert {each["References"] for each in postbox.to(UXIA)}.isdisjoint(
        {each["References"] for each in postbox.to(XOAN)} - {None}
    )


@pytest.mark.parametrize("address", [UXIA, XOAN])
def test_the_subject_stays_the_same_from_first_to_last(a_story: None, postbox: Postbox, address: str) -> None:
    """Mailboxes put together what has the same subject too."""
    assert len({str(each["Subject"]) for each in postbox.to(address)}) == 1


def test_what_names_other_mails_stands_as_it_is_on_one_line(a_story: None, postbox: Postbox) -> None:
    for raw in postbox.raw:
        head = raw.split(b"\r\n\r\n")[0].decode()
        for name in ("Message-ID", "In-Reply-To", "References", "List-Unsubscribe"):
            for line in (line for line in head.splitlines() if line.startswith(f"{name}: ")):
                assert line.endswith(">"), line
                assert "=?" not in line


def test_mails_say_they_were_made_by_a_machine(a_story: None, postbox: Postbox) -> None:
    """RFC 3834"""
    assert {each["Auto-Submitted"] for each in postbox.arrived} == {"auto-generated"}


def test_colleagues_are_told_how_to_end_it_and_customers_are_not(a_story: None, postbox: Postbox) -> None:
    for each in postbox.to(XOAN):
        assert each["List-Unsubscribe"].startswith(f"<https://{our_name()}/accounts/notices/")
        assert each["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for each in postbox.to(UXIA):
        assert "List-Unsubscribe" not in each


def test_without_tls_no_program_is_asked_to_click(acme: Cast, postbox: Postbox) -> None:
    case = make.case(responsible=acme.agent, by=acme.admin)
    tell_case(case.pk, now=NOW + HOUR)
    deliver(now=NOW + HOUR)
    assert "List-Unsubscribe" in postbox.to(XOAN)[0]
    assert "List-Unsubscribe-Post" not in postbox.to(XOAN)[0]
