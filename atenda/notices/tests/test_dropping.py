"""Between the writing of a mail and its leaving somebody may lose the case: then it does not leave (3.39)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.assignment import assign
from atenda.cases.models import Case
from atenda.notices import delivery
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.following import Hearing, hear
from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.outbox import send_again
from atenda.notices.preferences import prefer
from atenda.notices.sweeping import sweep
from atenda.notices.tests.postbox import Postbox
from atenda.notices.tests.test_bundling import mails_to
from atenda.staff import membership
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

MINUTE = timedelta(minutes=1)
SECRET = "O que xa non se ha ler"


def deactivated(acme: Cast) -> None:
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=NOW)


def deactivated_unheard(acme: Cast) -> None:
    """As by a deed that ends in the very moment in which the mail is on its way."""
    Agent.objects.filter(pk=acme.agent.pk).update(deactivated_at=NOW)


def off_the_team(acme: Cast) -> None:
    membership.change(acme.agent, name=acme.agent.name, role=acme.agent.role, teams=[], by=acme.admin)


def own_cases_only(acme: Cast) -> None:
    Role.objects.filter(pk=acme.agent.role_id).update(sees=Sees.OWN)


def another_role(acme: Cast) -> None:
    own = Role.objects.get(kind=RoleKind.OBSERVER)
    Role.objects.filter(pk=own.pk).update(sees=Sees.OWN)
    own.refresh_from_db()
    membership.change(acme.agent, name=acme.agent.name, role=own, teams=[acme.team], by=acme.admin)


LOSSES = [
    (deactivated, Reason.GONE),
    (deactivated_unheard, Reason.GONE),
    (off_the_team, Reason.UNSEEN),
    (own_cases_only, Reason.UNSEEN),
    (another_role, Reason.UNSEEN),
]
lost = pytest.mark.parametrize(("lose", "reason"), LOSSES, ids=[lose.__name__ for lose, _reason in LOSSES])


@pytest.fixture
def hidden(acme: Cast) -> Case:
    """A case of the team, a colleague's: the agent sees it because of the team, or of a role that sees all."""
    Role.objects.filter(pk=acme.agent.role_id).update(sees=Sees.TEAMS)
    acme.agent.refresh_from_db()
    return make.case(SECRET, team=acme.team, responsible=acme.colleague, by=acme.admin)


@pytest.fixture
def own(acme: Cast, hidden: Case) -> Case:
    return make.case("O propio", responsible=acme.agent, by=acme.admin)


def fates(agent: Agent) -> set[tuple[str, str]]:
    return set(Mail.objects.filter(agent=agent).values_list("state", "reason"))


def arrived_for(agent: Agent, postbox: Postbox) -> str:
    return "".join(one.get_body(("plain",)).get_content() for one in postbox.to(agent.identity.email))  # type: ignore[attr-defined]


@lost
def test_a_mail_that_waited_does_not_leave(
    acme: Cast, postbox: Postbox, hidden: Case, lose: Callable[[Cast], None], reason: Reason
) -> None:
    mails_to(acme.agent, range(1), NOW, hidden)
    mails_to(acme.colleague, range(1), NOW, hidden)
    lose(acme)
    deliver(now=NOW)
    assert fates(acme.agent) == {(MailState.DROPPED, reason)}
    assert postbox.addresses == ["carme@acme.example"]


@lost
def test_nor_when_it_happens_as_the_server_is_told_for_whom_it_is(
    acme: Cast,
    postbox: Postbox,
    hidden: Case,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[Cast], None],
    reason: Reason,
) -> None:
    mails_to(acme.agent, range(2), NOW, hidden)
    written = delivery.as_bytes

    def losing(*args, **kwargs) -> bytes:
        if not Mail.objects.filter(state=MailState.DROPPED).exists():
            lose(acme)
        return written(*args, **kwargs)

    monkeypatch.setattr(delivery, "as_bytes", losing)
    deliver(now=NOW)
    assert fates(acme.agent) == {(MailState.DROPPED, reason)}
    assert postbox.arrived == []


@lost
def test_what_was_set_aside_is_not_put_into_the_one_mail(
    acme: Cast, postbox: Postbox, hidden: Case, own: Case, lose: Callable[[Cast], None], reason: Reason
) -> None:
    mails_to(acme.agent, range(30), NOW)
    (unseen,) = mails_to(acme.agent, range(30, 31), NOW, hidden)
    mails_to(acme.agent, range(31, 33), NOW, own)
    deliver(now=NOW)
    lose(acme)
    deliver(now=NOW + 10 * MINUTE)
    unseen.refresh_from_db()
    assert (unseen.state, unseen.reason) == (MailState.DROPPED, reason)
    words = arrived_for(acme.agent, postbox)
    assert "caso 30 " not in words
    is_here = reason == Reason.UNSEEN
    assert [f"caso {number} " in words for number in (31, 32)] == [is_here, is_here]
    assert Mail.objects.filter(kind="bundle").count() == is_here


@lost
def test_the_one_mail_that_waited_for_its_server_is_put_together_anew(
    acme: Cast, postbox: Postbox, hidden: Case, own: Case, lose: Callable[[Cast], None], reason: Reason
) -> None:
    mails_to(acme.agent, range(30), NOW)
    mails_to(acme.agent, range(30, 31), NOW, hidden)
    mails_to(acme.agent, range(31, 33), NOW, own)
    deliver(now=NOW)
    MailServer.objects.update(port=1)
    deliver(now=NOW + 10 * MINUTE)
    assert Mail.objects.get(kind="bundle").state == MailState.WAITING
    lose(acme)
    MailServer.objects.update(port=postbox.port)
    for minutes in (20, 21):
        deliver(now=NOW + minutes * MINUTE)
    words = arrived_for(acme.agent, postbox)
    assert "caso 30 " not in words
    is_here = reason == Reason.UNSEEN
    assert [words.count(f"caso {number} ") for number in (31, 32)] == [is_here, is_here]
    first = Mail.objects.filter(kind="bundle").earliest("pk")
    assert (first.state, first.reason) == (MailState.DROPPED, reason)
    unfinished = Mail.objects.filter(agent=acme.agent, state__in=(MailState.WAITING, MailState.SENDING))
    assert not unfinished.exists()


@lost
def test_the_mail_of_the_day_that_waited_is_written_anew(
    acme: Cast, postbox: Postbox, hidden: Case, own: Case, lose: Callable[[Cast], None], reason: Reason
) -> None:
    prefer(acme.agent, off=[], quiet_from=None, quiet_until=None, digest=True, digest_at=time(8), now=NOW)
    hear(hidden, Hearing.FOLLOWING, by=acme.agent, now=NOW)
    sweep(NOW + MINUTE)
    day = NOW + timedelta(days=1)
    sweep(day)
    first = Mail.objects.get(agent=acme.agent)
    assert [SECRET in first.text, own.reference in first.text] == [True, True]
    lose(acme)
    for minutes in range(3):
        deliver(now=day + minutes * MINUTE)
        sweep(day + minutes * MINUTE)
    first.refresh_from_db()
    assert (first.kind, first.state, first.reason) == ("digest", MailState.DROPPED, reason)
    words = arrived_for(acme.agent, postbox)
    assert (SECRET in words, own.reference in words) == (False, reason == Reason.UNSEEN)
    assert Mail.objects.filter(kind="digest").count() == 1 + (reason == Reason.UNSEEN)


def test_more_than_one_mail_can_hold_is_dropped_whole(acme: Cast, postbox: Postbox, hidden: Case, own: Case) -> None:
    """Those one may read stand behind a hundred that one may not."""
    mails_to(acme.agent, range(30), NOW)
    mails_to(acme.agent, range(30, 140), NOW, hidden)
    mails_to(acme.agent, range(140, 142), NOW, own)
    for _ in range(4):
        deliver(now=NOW)
    off_the_team(acme)
    deliver(now=NOW + 10 * MINUTE)
    words = arrived_for(acme.agent, postbox)
    assert [number for number in range(30, 142) if f"caso {number} " in words] == [140, 141]
    assert Mail.objects.filter(state=MailState.DROPPED).count() == 110


def test_the_mails_of_whoever_leaves_end_with_the_deed(acme: Cast, hidden: Case) -> None:
    """Without a server too, and those of others wait on."""
    mails_to(acme.agent, range(2), NOW, hidden)
    mails_to(acme.colleague, range(1), NOW, hidden)
    (sent,) = mails_to(acme.agent, range(1), NOW)
    Mail.objects.filter(pk=sent.pk).update(state=MailState.SENT, sent_at=NOW)
    deactivated(acme)
    assert fates(acme.agent) == {(MailState.DROPPED, Reason.GONE), (MailState.SENT, "")}
    assert fates(acme.colleague) == {(MailState.WAITING, "")}


def test_sent_again_by_hand_it_is_dropped_all_the_same(acme: Cast, postbox: Postbox, hidden: Case) -> None:
    (mail,) = mails_to(acme.agent, range(1), NOW, hidden)
    Mail.objects.update(state=MailState.HELD, reason=Reason.NO_SERVER)
    off_the_team(acme)
    assert send_again(mail, now=timezone.now())
    deliver()
    assert fates(acme.agent) == {(MailState.DROPPED, Reason.UNSEEN)}
    assert not send_again(mail, now=timezone.now())


def test_who_has_the_case_still_is_written_to(acme: Cast, postbox: Postbox, hidden: Case) -> None:
    assign(hidden, responsible=acme.colleague, others=[acme.agent], by=acme.admin, now=NOW)
    mails_to(acme.agent, range(1), NOW, hidden)
    off_the_team(acme)
    deliver(now=NOW)
    assert postbox.addresses == ["xoan@acme.example"]


def test_a_customers_mail_is_no_colleagues(acme: Cast, postbox: Postbox) -> None:
    case = make.case(by=acme.agent)
    tell_case(case.pk, now=NOW)
    Role.objects.update(sees=Sees.OWN)
    deliver(now=timezone.now())
    assert "uxia@cliente.example" in postbox.addresses


def test_outbox_and_case_say_why_nobody_got_it(acme: Cast, postbox: Postbox, hidden: Case, visit: Visit) -> None:
    (mail,) = mails_to(acme.agent, range(1), NOW, hidden)
    off_the_team(acme)
    deliver(now=NOW)
    admin = visit.as_(acme.admin)
    paths = ("settings/outbox/?state=dropped", f"settings/outbox/{mail.pk}/", f"cases/{hidden.folio}/mails/")
    pages = [admin.get(acme.url(path)).content.decode() for path in paths]
    why = "Quien lo iba a leer ya no puede ver aquello de lo que habla."
    assert [("Descartado" in page, why in page) for page in pages] == [(True, True)] * 3
    assert "Enviar otra vez" not in pages[1]
