"""Too much at once for one colleague: it comes in one mail, and nothing is lost (1.3, U38)."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.cases.models import Case
from atenda.notices.announcing import mail_to, tell_case
from atenda.notices.bundling import MOST
from atenda.notices.composing import Composed
from atenda.notices.delivery import deliver
from atenda.notices.forgetting import forget_case
from atenda.notices.models import Audience, Mail, MailState, Reason
from atenda.notices.readers import Reader
from atenda.notices.sweeping import sweep
from atenda.notices.tests.postbox import Postbox
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

MINUTE = timedelta(minutes=1)


def mails_to(agent: Agent, numbers: range, now: datetime, case: Case | None = None) -> list[Mail]:
    reader = Reader(Audience.ADMINISTRATORS, agent.name, agent.identity.email, "es", agent)
    mails = []
    for number in numbers:
        composed = Composed(f"[{number}] Caso", f"Palabras do caso {number} & máis\n", "<p>x</p>")
        mails.append(mail_to(reader, composed, kind="opened", now=now, case=case))
        mails[-1].save(force_insert=True)
    return mails


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Mail.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_what_is_too_much_for_ten_minutes_comes_in_one_mail(acme: Cast, postbox: Postbox) -> None:
    mails_to(acme.admin, range(45), NOW)
    deliver(now=NOW)
    assert len(postbox.arrived) == 30
    assert states() == {MailState.SENT: 30, MailState.WAITING: 15}
    assert set(Mail.objects.filter(state=MailState.WAITING).values_list("reason", flat=True)) == {Reason.TOGETHER}
    mails_to(acme.admin, range(45, 50), NOW + 5 * MINUTE)
    deliver(now=NOW + 5 * MINUTE)
    assert len(postbox.arrived) == 30
    deliver(now=NOW + 10 * MINUTE)
    assert len(postbox.arrived) == 31
    assert states() == {MailState.SENT: 31, MailState.BUNDLED: 20}
    last = postbox.arrived[-1]
    words = last.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert str(last["Subject"]) == "20 avisos en un solo correo"
    assert [number for number in range(50) if f"Palabras do caso {number} " in words] == list(range(30, 50))
    assert "caso 49 &amp; máis" in last.get_body(("html",)).get_content()  # type: ignore[attr-defined]


def test_a_day_of_hundreds_reaches_the_reader_whole_and_seldom(acme: Cast, postbox: Postbox) -> None:
    """Ten an hour and more: whatever the brake, every word arrives."""
    total = 0
    for ten in range(30):
        now = NOW + ten * 10 * MINUTE
        mails_to(acme.admin, range(total, total + 25), now)
        total += 25
        deliver(now=now)
    for ten in range(30, 34):
        deliver(now=NOW + ten * 10 * MINUTE)
    assert set(states()) == {MailState.SENT, MailState.BUNDLED}
    said = "".join(one.get_body(("plain",)).get_content() for one in postbox.arrived)  # type: ignore[attr-defined]
    assert [number for number in range(total) if said.count(f"Palabras do caso {number} ") != 1] == []
    assert len(postbox.arrived) < total / 2


def test_more_than_one_mail_can_hold_comes_in_two(acme: Cast, postbox: Postbox) -> None:
    mails_to(acme.admin, range(30 + MOST + 5), NOW)
    for _ in range(4):
        deliver(now=NOW)
    deliver(now=NOW + 10 * MINUTE)
    assert len(postbox.arrived) == 32
    assert states() == {MailState.SENT: 32, MailState.BUNDLED: MOST + 5}


def test_one_left_alone_goes_as_it_is(acme: Cast, postbox: Postbox) -> None:
    *_others, alone = mails_to(acme.admin, range(31), NOW)
    deliver(now=NOW)
    deliver(now=NOW + 10 * MINUTE)
    alone.refresh_from_db()
    assert (alone.state, len(postbox.arrived)) == (MailState.SENT, 31)
    assert postbox.arrived[-1]["Message-ID"] == alone.message_id


def test_other_readers_wait_for_nobody(acme: Cast, postbox: Postbox) -> None:
    mails_to(acme.admin, range(40), NOW)
    mails_to(acme.agent, range(1), NOW)
    deliver(now=NOW)
    assert postbox.addresses.count("xoan@acme.example") == 1


def test_what_happens_to_a_case_meanwhile_comes_in_its_order(acme: Cast, postbox: Postbox) -> None:
    case = make.case(responsible=acme.agent, by=acme.agent)
    tell_case(case.pk, now=NOW)
    Mail.objects.all().delete()
    mails_to(acme.admin, range(12), NOW, case)
    deliver(now=NOW)
    deliver(now=NOW + 10 * MINUTE)
    words = postbox.arrived[-1].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert (len(postbox.arrived), words.index("caso 10 ") < words.index("caso 11 ")) == (11, True)


def test_the_sweep_wakes_whoever_waits_for_the_others(acme: Cast, postbox: Postbox, monkeypatch) -> None:
    mails_to(acme.admin, range(40), NOW)
    deliver(now=NOW)
    woken: list[int] = []
    monkeypatch.setattr("atenda.notices.sweeping.wake", woken.append)
    sweep(NOW + 9 * MINUTE)
    assert woken == []
    sweep(NOW + 11 * MINUTE)
    assert woken == [acme.organization.pk]


def test_the_outbox_says_where_its_words_went(acme: Cast, postbox: Postbox, visit: Visit) -> None:
    mails = mails_to(acme.admin, range(32), NOW)
    deliver(now=NOW)
    deliver(now=NOW + 10 * MINUTE)
    bundle = Mail.objects.get(kind="bundle")
    page = visit.as_(acme.admin).get(acme.url(f"settings/outbox/{mails[-1].pk}/")).content.decode()
    assert acme.url(f"settings/outbox/{bundle.pk}/") in page
    assert "En un correo con otros" in visit.get(acme.url("settings/outbox/?state=bundled")).content.decode()


def test_erasing_a_case_erases_what_went_along(acme: Cast, postbox: Postbox) -> None:
    case, other = make.case(by=acme.agent), make.case(by=acme.agent)
    mails_to(acme.admin, range(30), NOW)
    mails_to(acme.admin, range(30, 32), NOW, case)
    (kept,) = mails_to(acme.admin, range(32, 33), NOW, other)
    deliver(now=NOW)
    deliver(now=NOW + 10 * MINUTE)
    forget_case(case)
    assert not any("caso 31 " in text for text in Mail.objects.values_list("text", flat=True))
    kept.refresh_from_db()
    assert (kept.state, kept.bundle_id) == (MailState.BUNDLED, None)
