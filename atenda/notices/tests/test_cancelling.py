"""Cancelled is not closed: everybody reads it as what it is, in words of its own, by the switches of closing (B32)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from atenda.cases import picklists
from atenda.cases.lifecycle import cancel, close, move, reopen
from atenda.cases.models import Case, ClosingReason, Lifecycle
from atenda.notices import bell
from atenda.notices.announcing import tell_case
from atenda.notices.models import Mail
from atenda.notices.policy import change_policy, telling
from atenda.notices.preferences import prefer
from atenda.notices.sweeping import sweep
from atenda.notices.wording import change_words
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

SOON = NOW + timedelta(seconds=5)
LATER = NOW + timedelta(minutes=5)
REASONS = {"es": "Lo tiene otro caso", "gl": "Tena outro caso", "en": "Another case has it"}


@pytest.fixture
def reason(acme: Cast) -> ClosingReason:
    """A house that cancels: a state of its own, and why."""
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Voided"}
    by: dict[str, Any] = {"by": acme.admin, "now": NOW}
    picklists.add("states", labels=labels, position=9, colour="grey", lifecycle=Lifecycle.CANCELLED, **by)
    return picklists.add("reasons", labels=REASONS, position=9, cancels=True, **by)


@pytest.fixture
def case(acme: Cast) -> Case:
    """Assigned and told, before anything ends it."""
    case = make.case(responsible=acme.agent, by=acme.colleague)
    tell_case(case.pk, now=NOW)
    Mail.objects.all().delete()
    return case


def told(case: Case) -> dict[str, Mail]:
    tell_case(case.pk, now=LATER)
    return {mail.audience: mail for mail in Mail.objects.all()}


def make_reasons_public(acme: Cast) -> None:
    now = telling()
    public = [*now.public_fields, "closing_reason"]
    change_policy(switches=now.switches, public_fields=public, window=60, customer_page=True, by=acme.admin)


def test_all_three_read_that_it_was_cancelled_each_in_their_language(
    acme: Cast, reason: ClosingReason, case: Case
) -> None:
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    acme.agent.identity.language = "en"
    acme.agent.identity.save(update_fields=["language"])
    cancel(case, reason=reason, by=acme.colleague, now=SOON)
    mails = told(case)
    assert {mail.address for mail in mails.values()} == {
        "uxia@cliente.example",
        "xoan@acme.example",
        "antia@acme.example",
    }
    assert "Cancelamos o seu caso 1" in mails["customer"].text
    assert "cancelled case 1" in mails["assignees"].text
    assert "ha cancelado el caso 1" in mails["administrators"].text
    for mail in mails.values():
        said = mail.text + mail.html
        assert not any(word in said for word in ("closed case", "cerrado", "Pechamos", "resolto")), mail.address
    assert ("Another case has it" in mails["assignees"].text, "Voided" in mails["assignees"].text) == (True, True)


@pytest.mark.parametrize("is_public", [True, False])
def test_the_customer_reads_why_only_where_reasons_are_public(
    acme: Cast, reason: ClosingReason, case: Case, is_public: bool
) -> None:
    if is_public:
        make_reasons_public(acme)
    cancel(case, reason=reason, by=acme.colleague, now=SOON)
    mail = told(case)["customer"]
    assert ("Lo tiene otro caso" in mail.text, "Lo tiene otro caso" in mail.html) == (is_public, is_public)
    assert "Hemos cancelado su caso 1" in mail.text


def to_closed(case: Case, acme: Cast) -> None:
    cancel(case, by=acme.colleague, now=SOON)
    move(case, to=acme.state("Cerrado"), by=acme.colleague, now=SOON)


def to_cancelled(case: Case, acme: Cast) -> None:
    close(case, by=acme.colleague, now=SOON)
    reopen(case, by=acme.colleague, now=SOON)
    cancel(case, by=acme.colleague, now=SOON)


@pytest.mark.parametrize(
    ("ends", "says"), [(to_closed, "Hemos cerrado su caso"), (to_cancelled, "Hemos cancelado su caso")]
)
def test_of_several_ends_the_last_is_said(
    acme: Cast, reason: ClosingReason, case: Case, ends: Callable[[Case, Cast], None], says: str
) -> None:
    ends(case, acme)
    assert says in told(case)["customer"].text


def test_who_is_not_told_of_closing_is_not_told_of_cancelling(acme: Cast, reason: ClosingReason, case: Case) -> None:
    now = telling()
    switches = now.switches - {"closed:customer"}
    change_policy(switches=switches, public_fields=now.public_fields, window=60, customer_page=True, by=acme.admin)
    cancel(case, by=acme.colleague, now=SOON)
    assert set(told(case)) == {"assignees", "administrators"}


def test_the_bell_and_the_digest_say_it_too(acme: Cast, reason: ClosingReason, case: Case) -> None:
    eight = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)
    quiet: dict[str, Any] = {"quiet_from": None, "quiet_until": None}
    prefer(acme.agent, off=[], digest=True, digest_at=time(8), now=NOW, **quiet)
    cancel(case, reason=reason, by=acme.colleague, now=SOON)
    tell_case(case.pk, now=LATER)
    assert bell.lines(acme.agent)[0][0].sentences == ["Carme Compañeira canceló el caso"]
    sweep(eight)
    assert "Carme Compañeira canceló el caso" in Mail.objects.get(kind="digest").text


def test_an_organization_has_words_of_its_own_for_it_and_sees_them_first(
    acme: Cast, visit: Visit, reason: ClosingReason, case: Case
) -> None:
    make_reasons_public(acme)
    look = visit.as_(acme.admin).get
    acme.organization.refresh_from_db()
    assert (
        acme.url("settings/notices/words/customer-cancelled/gl/")
        in look(acme.url("settings/notices/words/")).content.decode()
    )
    page = look(acme.url("settings/notices/words/customer-cancelled/gl/")).content.decode()
    assert ("Cancelamos o seu caso" in page, "Anulado" in page, "Tena outro caso" in page) == (True, True, True)
    query = "?subject=Anulado+{folio}&body=Anulamos+o+{folio}."
    shown = look(acme.url(f"settings/notices/words/customer-cancelled/gl/preview/{query}")).content.decode()
    assert "Anulamos o 1042." in shown
    change_words("customer-cancelled", "es", subject="{reference}", body="Anulado el {folio}.", by=acme.admin)
    cancel(case, by=acme.colleague, now=SOON)
    assert told(case)["customer"].text == "Anulado el 1.\n"


def test_the_page_of_words_shows_it_where_no_state_cancels_yet(acme: Cast, visit: Visit) -> None:
    page = visit.as_(acme.admin).get(acme.url("settings/notices/words/colleague-cancelled/en/"))
    assert (page.status_code, "cancelled case 1042" in page.content.decode()) == (200, True)
    assert "Cancelled" in page.content.decode()


def test_the_switches_say_that_they_are_for_both(acme: Cast, visit: Visit) -> None:
    for address in ("settings/notices/", "me/notices/"):
        assert "Se cierra o se cancela un caso" in visit.as_(acme.admin).get(acme.url(address)).content.decode()
