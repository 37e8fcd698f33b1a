"""From the deed to the mail server: who hears what, once, in which language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases.assignment import assign
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.history.deeds import one_deed
from atenda.notices import bell
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState, News, Notice
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

SOON = NOW + timedelta(seconds=5)
LATER = NOW + timedelta(minutes=5)


def told(case: Case, now=LATER) -> list[Mail]:
    tell_case(case.pk, now=now)
    return list(Mail.objects.order_by("pk"))


def addresses(mails: list[Mail]) -> list[str]:
    return sorted(mail.address for mail in mails)


def test_a_case_opened_reaches_customer_assignees_and_administrators(acme: Cast, postbox: Postbox) -> None:
    """S0.26, the whole way to the server."""
    case = make.case(responsible=acme.agent, by=acme.colleague)
    tell_case(case.pk, now=SOON)
    deliver(now=SOON)
    assert postbox.addresses == ["antia@acme.example", "uxia@cliente.example", "xoan@acme.example"]
    assert {mail.state for mail in Mail.objects.all()} == {MailState.SENT}
    customer = postbox.to("uxia@cliente.example")[0]
    assert customer["Subject"] == "Caso 1: No arranca la cámara"
    assert customer["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in customer.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_the_deed_and_what_it_owes_stand_or_fall_together(acme: Cast) -> None:
    with pytest.raises(ZeroDivisionError), one_deed():
        assert make.case(by=acme.agent).folio / 0
    assert (Case.objects.count(), News.objects.count()) == (0, 0)
    make.case(by=acme.agent)
    assert News.objects.count() == 1


def test_what_is_owed_costs_a_deed_two_statements(acme: Cast) -> None:
    make.case(by=acme.agent)
    with CaptureQueriesContext(connection) as captured:
        make.case(by=acme.agent)
    ours = [
        one["sql"]
        for one in captured.captured_queries
        if "notices_" in str(one["sql"]) or "procrastinate" in str(one["sql"])
    ]
    assert [sql.split()[0] for sql in ours] == ["INSERT", "SELECT"]


def test_told_twice_is_told_once(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    tell_case(case.pk, now=SOON)
    tell_case(case.pk, now=SOON)
    assert addresses(list(Mail.objects.all())) == ["antia@acme.example", "uxia@cliente.example"]


def test_nobody_hears_of_their_own_deeds(acme: Cast) -> None:
    """B58"""
    case = make.case(responsible=acme.agent, by=acme.admin)
    assert addresses(told(case)) == ["uxia@cliente.example", "xoan@acme.example"]


def test_ten_changes_are_one_mail(acme: Cast) -> None:
    """B58: gathered for a minute, and told as the sum of all."""
    case = make.case(responsible=acme.agent, by=acme.agent)
    told(case, SOON)
    Mail.objects.all().delete()
    for number in range(10):
        edit(case, reference=f"Cámara {number}", by=acme.agent, now=SOON + timedelta(seconds=number))
    assert told(case, SOON + timedelta(seconds=30)) == []
    (mail,) = told(case, SOON + timedelta(seconds=75))
    assert mail.address == "antia@acme.example"
    assert "No arranca la cámara → Cámara 9" in mail.text
    assert "Cámara 3" not in mail.text


def test_what_was_taken_back_is_not_told(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    told(case)
    Mail.objects.all().delete()
    edit(case, reference="Outra", by=acme.agent, now=SOON)
    edit(case, reference="No arranca la cámara", by=acme.agent, now=SOON)
    assert told(case) == []


def test_a_close_taken_back_before_it_is_told_is_told_to_nobody(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    told(case)
    Mail.objects.all().delete()
    close(case, by=acme.agent, now=SOON)
    reopen(case, by=acme.agent, now=SOON)
    move(case, to=acme.state("Abierto"), by=acme.agent, now=SOON)
    assert told(case) == []


def test_a_customer_hears_only_of_public_fields(acme: Cast) -> None:
    """B60"""
    case = make.case(by=acme.agent, description="Gotea")
    told(case)
    Mail.objects.all().delete()
    edit(case, priority=acme.priority("Alta"), by=acme.agent, now=SOON)
    assert addresses(told(case)) == ["antia@acme.example"]
    Mail.objects.all().delete()
    edit(case, priority=acme.priority("Normal"), description="Gotea moito", by=acme.agent, now=LATER)
    customer = next(mail for mail in told(case, LATER + timedelta(hours=1)) if mail.audience == "customer")
    assert "Gotea → Gotea moito" in customer.text
    assert "Normal" not in customer.text + customer.html


def test_notes_never_reach_a_customer(acme: Cast) -> None:
    case = make.case(responsible=acme.agent, by=acme.agent)
    told(case)
    Mail.objects.all().delete()
    note(case, body="Non llo digades", by=acme.admin, now=SOON)
    close(case, by=acme.admin, now=SOON)
    mails = told(case)
    assert addresses(mails) == ["uxia@cliente.example", "xoan@acme.example"]
    assert [mail.address for mail in mails if "Non llo digades" in mail.text + mail.html] == ["xoan@acme.example"]


def test_saved_quietly_nobody_hears(acme: Cast) -> None:
    """B60"""
    with one_deed() as doing:
        doing.is_quiet = True
        case = make.case(responsible=acme.agent, by=acme.admin)
    assert told(case) == []
    assert News.objects.get().is_quiet


def test_each_reads_their_own_language(acme: Cast) -> None:
    """B61"""
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    acme.agent.identity.language = "en"
    acme.agent.identity.save(update_fields=["language"])
    case = make.case(responsible=acme.agent, by=acme.colleague)
    close(case, by=acme.colleague, now=SOON)
    by_address = {mail.address: mail for mail in told(case)}
    assert "Pechamos o seu caso 1" in by_address["uxia@cliente.example"].text
    assert "closed case 1" in by_address["xoan@acme.example"].text
    assert "ha cerrado el caso 1" in by_address["antia@acme.example"].text
    assert "state: Open → Closed" in by_address["xoan@acme.example"].text


def test_whoever_may_not_see_the_case_hears_nothing(acme: Cast) -> None:
    """3.39: a follower who lost sight of it."""
    from atenda.access.abilities import Sees
    from atenda.notices.models import Following

    case = make.case(responsible=acme.agent, by=acme.admin)
    Following.objects.create(case=case, agent=acme.observer)
    acme.observer.role.sees = Sees.OWN
    acme.observer.role.save(update_fields=["sees"])
    assert "olaia@acme.example" not in addresses(told(case))


def test_a_case_in_the_bin_is_told_to_nobody(acme: Cast) -> None:
    case = make.case(responsible=acme.agent, by=acme.admin)
    told(case)
    assert bell.unread(acme.agent) == 1
    Mail.objects.all().delete()
    edit(case, reference="Outra", by=acme.admin, now=SOON)
    Case.objects.filter(pk=case.pk).update(binned_at=SOON)
    assert (told(case, LATER + timedelta(hours=1)), bell.unread(acme.agent)) == ([], 0)


def test_a_muted_case_is_silent_and_a_followed_one_speaks(acme: Cast) -> None:
    """B62"""
    from atenda.notices.models import Following

    case = make.case(responsible=acme.agent, by=acme.admin)
    Following.objects.create(case=case, agent=acme.agent, is_muted=True)
    Following.objects.create(case=case, agent=acme.colleague)
    assert addresses(told(case)) == ["carme@acme.example", "uxia@cliente.example"]


def test_the_bell_has_one_line_for_each_colleague(acme: Cast) -> None:
    case = make.case(responsible=acme.agent, by=acme.colleague)
    assign(case, responsible=acme.agent, others=[acme.colleague], by=acme.admin, now=SOON)
    told(case)
    lines = {(line.agent_id, line.kind, len(line.told)) for line in Notice.objects.all()}
    assert lines == {(acme.agent.pk, "opened", 2), (acme.admin.pk, "opened", 1), (acme.colleague.pk, "edited", 1)}
