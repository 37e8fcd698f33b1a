"""The outbox meets a mail server that refuses, stalls, hangs up or lies (1.22, 6.11–6.14)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import Message

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.notices import delivery, jobs, settling
from atenda.notices.announcing import mail_to
from atenda.notices.composing import Composed
from atenda.notices.delivery import deliver
from atenda.notices.message_ids import is_ours, new_message_id
from atenda.notices.models import Audience, Mail, MailServer, MailState, Reason, Security
from atenda.notices.readers import Reader
from atenda.notices.tests.postbox import Postbox, opened
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

MINUTE = timedelta(minutes=1)
HOSTILE = "Uxía\r\nBcc: todos@evil.example\x07\u2028, \"'<script>alert(1)</script>"


def a_mail(address: str = "uxia@cliente.example", name: str = "Uxía", subject: str = "Ola", **values) -> Mail:
    reader = Reader(Audience.CUSTOMER, name, address, "gl")
    composed = Composed(subject, f"Texto de {subject}\n", f"<p>{subject}</p>")
    kind = values.pop("kind", "opened")
    mail = mail_to(reader, composed, kind=kind, now=values.pop("now", NOW), **values)
    mail.save(force_insert=True)
    return mail


def state(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_a_full_mailbox_is_tried_later_with_ever_longer_pauses(acme: Cast, postbox: Postbox) -> None:
    mail = a_mail()
    postbox.answers = ["452 full", "452 full", "452 full", "take"]
    pauses, now = [], NOW
    for _ in range(3):
        deliver(now=now)
        assert state(mail) == (MailState.WAITING, Reason.LATER)
        pauses.append(round((mail.due_at - now) / MINUTE))
        now = mail.due_at
    deliver(now=now)
    assert state(mail) == (MailState.SENT, Reason.NONE)
    assert [low <= pause <= high for pause, (low, high) in zip(pauses, [(1, 1), (4, 6), (12, 18)], strict=True)]
    assert len(postbox.arrived) == 1


def test_an_address_refused_for_good_fails_and_the_case_tells(acme: Cast, postbox: Postbox) -> None:
    """6.12: said on the case, not tried again; the others go out."""
    case = make.case(by=acme.agent)
    gone, other = a_mail("gone@cliente.example", case=case), a_mail("outra@cliente.example", case=case)
    postbox.recipients["gone@cliente.example"] = "550 no such person"
    deliver(now=NOW)
    deliver(now=NOW + timedelta(days=1))
    assert state(gone) == (MailState.FAILED, Reason.REFUSED)
    assert gone.answer == "550 no such person"
    assert state(other) == (MailState.SENT, Reason.NONE)
    told = Event.objects.get(case=case, kind="message.undelivered").payloads.get()
    assert told.after == {"to": "gone@cliente.example", "why": "550 no such person"}


def test_an_answer_that_is_lost_is_repeated_once_with_the_same_id(acme: Cast, postbox: Postbox) -> None:
    """6.14: taken, and the connection cut before anybody hears."""
    mail = a_mail()
    postbox.answers = ["take and hang up", "take"]
    deliver(now=NOW)
    assert state(mail)[0] == MailState.WAITING
    deliver(now=NOW + 10 * MINUTE)
    assert state(mail) == (MailState.SENT, Reason.NONE)
    assert [one["Message-ID"] for one in postbox.arrived] == [mail.message_id] * 2


def test_twice_in_doubt_is_held_for_a_person(acme: Cast, postbox: Postbox) -> None:
    mail = a_mail()
    postbox.answers = ["take and hang up", "take and hang up"]
    for hours in range(4):
        deliver(now=NOW + timedelta(hours=hours))
    assert state(mail) == (MailState.HELD, Reason.UNSURE)
    assert len(postbox.arrived) == 2


def test_a_server_that_hangs_up_is_asked_again_within_five_minutes(acme: Cast, postbox: Postbox) -> None:
    """6.11: nothing is at fault with the mails, so they wait, and all go out when it is back."""
    mails = [a_mail(f"c{number}@cliente.example") for number in range(5)]
    MailServer.objects.update(port=1)
    now = NOW
    for _ in range(12):
        deliver(now=now)
        server = MailServer.objects.get()
        assert server.retry_at - now <= timedelta(minutes=6)
        now = server.retry_at
    assert {state(mail) for mail in mails} == {(MailState.WAITING, Reason.SERVER)}
    MailServer.objects.update(port=postbox.port)
    deliver(now=now)
    assert {state(mail) for mail in mails} == {(MailState.SENT, Reason.NONE)}
    assert postbox.connections == 1
    assert MailServer.objects.get().trouble == ""


def test_no_mail_overtakes_an_earlier_one_of_its_case(acme: Cast, postbox: Postbox) -> None:
    case = make.case(by=acme.agent)
    first, second = a_mail(subject="primeiro", case=case), a_mail(subject="segundo", case=case)
    postbox.answers = ["451 later"]
    deliver(now=NOW)
    assert (state(first)[0], state(second)[0], postbox.arrived) == (MailState.WAITING, MailState.WAITING, [])
    deliver(now=NOW + 2 * MINUTE)
    assert [one["Subject"] for one in postbox.arrived] == ["primeiro", "segundo"]


def test_without_a_server_mails_are_held_to_be_read(acme: Cast) -> None:
    mail = a_mail()
    deliver(now=NOW)
    assert state(mail) == (MailState.HELD, Reason.NO_SERVER)


def test_without_a_server_of_its_own_the_operators_takes_the_mail(acme: Cast, settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with opened() as box:
        settings.SMTP_URL = f"smtp+plain://127.0.0.1:{box.port}?from=avisos@desk.example"
        mail = a_mail()
        deliver(now=NOW)
        assert state(mail)[0] == MailState.SENT
        assert str(box.arrived[0]["From"]) == "Acme <avisos@desk.example>"
    late = a_mail("outra@cliente.example")
    deliver(now=NOW)
    assert state(late) == (MailState.WAITING, Reason.SERVER)


def test_a_sample_organization_sends_nothing_whatever_its_settings(acme: Cast, postbox: Postbox) -> None:
    """B85"""
    acme.organization.is_sample = True
    mail = a_mail()
    deliver(now=NOW)
    assert (state(mail), postbox.connections) == ((MailState.HELD, Reason.SAMPLE), 0)


def test_a_private_server_is_not_called(acme: Cast, postbox: Postbox, settings) -> None:
    """3.60"""
    settings.OUTBOUND_PRIVATE = []
    MailServer.objects.update(security=Security.STARTTLS)
    mail = a_mail()
    deliver(now=NOW)
    assert (state(mail), postbox.connections) == ((MailState.WAITING, Reason.SERVER), 0)
    assert "closed to us" in MailServer.objects.get().trouble


def test_without_starttls_nothing_is_said_in_the_clear(acme: Cast, postbox: Postbox) -> None:
    """6.45, and no falling back."""
    MailServer.objects.update(security=Security.STARTTLS)
    mail = a_mail()
    deliver(now=NOW)
    assert (state(mail), postbox.arrived) == ((MailState.WAITING, Reason.SERVER), [])
    assert "STARTTLS" in MailServer.objects.get().trouble


def test_a_password_is_not_said_in_the_clear_to_a_far_server(acme: Cast, settings) -> None:
    settings.OUTBOUND_PRIVATE = []
    with opened() as box:
        MailServer.objects.create(host="localhost", port=box.port, security="none", from_address="a@acme.example")
        a_mail()
        deliver(now=NOW)
        assert box.connections == 0


@pytest.mark.parametrize("field", ["name", "subject"])
def test_no_word_becomes_a_header(acme: Cast, postbox: Postbox, field: str) -> None:
    """3.12"""
    a_mail(**{field: HOSTILE})
    deliver(now=NOW)
    (arrived,) = postbox.arrived
    assert sorted(arrived.keys()) == HEADERS
    assert not any(line.lower().startswith(b"bcc") for line in postbox.raw[0].split(b"\r\n\r\n")[0].splitlines())
    assert [str(each.addr_spec) for each in arrived["To"].addresses] == ["uxia@cliente.example"]


HEADERS = sorted(
    [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Precedence",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
    ]
)


@pytest.mark.parametrize(
    "address", ["a@b\r\nBcc: x@evil.example", "a b@evil.example", "@evil.example", "a@", "ñandú@cliente.example", "a"]
)
def test_an_address_nobody_can_write_to_fails_alone(acme: Cast, postbox: Postbox, address: str) -> None:
    bad, good = a_mail(address), a_mail("boa@cliente.example")
    deliver(now=NOW)
    assert (state(bad)[0], state(good)[0]) == (MailState.FAILED, MailState.SENT)
    assert postbox.addresses == ["boa@cliente.example"]


def test_an_international_domain_is_written_as_servers_know_it(acme: Cast, postbox: Postbox) -> None:
    a_mail("uxia@ñandú.example")
    deliver(now=NOW)
    assert postbox.addresses == ["uxia@xn--and-6ma2c.example"]


def test_a_lone_dot_does_not_end_the_mail(acme: Cast, postbox: Postbox) -> None:
    """2.12"""
    mail = a_mail()
    Mail.objects.filter(pk=mail.pk).update(text="antes\n.\n..\r\nRCPT TO:<x@evil.example>\r\ndespois\n")
    deliver(now=NOW)
    (arrived,) = postbox.arrived
    text: Message = arrived.get_body(("plain",))  # type: ignore[attr-defined]
    assert text.get_content().split() == ["antes", ".", "..", "RCPT", "TO:<x@evil.example>", "despois"]  # type: ignore[attr-defined]


def test_a_mail_whose_worker_died_goes_out_once_more(acme: Cast, postbox: Postbox) -> None:
    mail = a_mail()
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENDING, changed_at=NOW)
    deliver(now=NOW + MINUTE)
    assert state(mail)[0] == MailState.SENDING
    deliver(now=NOW + 5 * MINUTE)
    deliver(now=NOW + 10 * MINUTE)
    assert (state(mail)[0], len(postbox.arrived)) == (MailState.SENT, 1)


def test_two_workers_at_one_mail_send_it_once(acme: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """6.22: the one that comes second finds it taken, and leaves it alone."""
    mail = a_mail()
    claim = settling._claim
    monkeypatch.setattr(settling, "_claim", lambda one: claim(one) and claim(one))
    deliver(now=NOW)
    assert (state(mail)[0], postbox.arrived) == (MailState.SENDING, [])


def test_the_brake_holds_the_eleventh_mail_of_ten_minutes(acme: Cast, postbox: Postbox) -> None:
    """1.3"""
    case = make.case(by=acme.agent)
    now = datetime.now(NOW.tzinfo)
    mails = [a_mail(subject=str(number), case=case, now=now) for number in range(12)]
    deliver(now=now)
    assert [state(mail)[0] for mail in mails] == [MailState.SENT] * 10 + [MailState.HELD] * 2


def test_a_mail_we_cannot_write_stops_no_other(acme: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """6.38"""
    bad, good = a_mail("mala@cliente.example"), a_mail("boa@cliente.example")
    plain = delivery.as_bytes

    def broken(mail: Mail, *args, **kwargs) -> bytes:
        return plain(mail, *args, **kwargs) if mail.pk == good.pk else bytes(1 // 0)

    monkeypatch.setattr(delivery, "as_bytes", broken)
    deliver(now=NOW)
    assert (state(bad), state(good)[0]) == ((MailState.WAITING, Reason.LATER), MailState.SENT)


def test_a_failure_about_a_case_in_the_bin_is_kept_without_its_case(acme: Cast, postbox: Postbox) -> None:
    case = make.case(by=acme.agent)
    mail = a_mail(case=case)
    postbox.recipients[mail.address] = "550 gone"
    Case.objects.filter(pk=case.pk).update(binned_at=NOW)
    deliver(now=NOW)
    assert state(mail) == (MailState.FAILED, Reason.REFUSED)


def test_message_ids_are_ours_or_not(acme: Cast, other: Cast) -> None:
    """3.02"""
    ours = new_message_id(acme.organization.pk)
    assert is_ours(ours, acme.organization.pk)
    assert not is_ours(ours, other.organization.pk)
    for cut in range(1, ours.index("@")):
        assert not is_ours(ours[:cut], acme.organization.pk)
    assert not is_ours("<.@x>", acme.organization.pk)


def test_one_job_takes_several_rounds_and_asks_for_another_one_after_that(
    acme: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    monkeypatch.setattr(jobs, "ROUNDS", 2)
    for number in range(5):
        a_mail(f"c{number}@cliente.example")
    asked = ProcrastinateJob.objects.filter(task_name="atenda.notices.jobs.deliver")
    before = asked.count()
    jobs.deliver(acme.organization.pk)
    assert (len(postbox.arrived), asked.count() - before) == (4, 1)
    jobs.deliver(acme.organization.pk)
    assert (len(postbox.arrived), asked.count() - before) == (5, 1)
