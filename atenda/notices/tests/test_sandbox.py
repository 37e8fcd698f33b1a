"""The sandbox: nothing reaches a real customer, all can be read, nothing leaves when it is switched off (B85)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.notices import outbox, sandbox
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.refusals import NeitherAddressNorDomain
from atenda.notices.sandbox import set_sandbox
from atenda.notices.tests.postbox import Postbox
from atenda.notices.tests.test_delivery import a_mail
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

MINUTE = timedelta(minutes=1)
CUSTOMER, OURS, OF_OURS = "uxia@cliente.example", "proba@propia.example", "outra@acme.example"


def switch(acme: Cast, is_on: bool, *open_to: str) -> None:
    set_sandbox(is_on=is_on, open_to=open_to, by=acme.admin, now=NOW)


def written(case, acme: Cast) -> Message:
    readers = Readers(to=[("Uxía", CUSTOMER)])
    return reply(case, readers=readers, subject="Re", text="Ola", answered=answered_in(case), by=acme.agent, now=NOW)


def ends(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_what_would_go_to_a_customer_is_kept_and_what_goes_to_us_leaves(acme: Cast, postbox: Postbox) -> None:
    switch(acme, True, OURS.upper(), "@acme.example")
    kept, *leave = (a_mail(address) for address in (CUSTOMER, OURS, OF_OURS))
    deliver(now=NOW)
    assert ends(kept) == (MailState.HELD, Reason.SANDBOX)
    assert [ends(mail)[0] for mail in leave] == [MailState.SENT] * 2
    assert postbox.addresses == sorted([OURS, OF_OURS])


def test_colleagues_hear_as_ever(acme: Cast, postbox: Postbox) -> None:
    switch(acme, True)
    mail = a_mail(acme.agent.identity.email)
    Mail.objects.filter(pk=mail.pk).update(agent=acme.agent)
    deliver(now=NOW)
    assert ends(mail)[0] == MailState.SENT


def test_switched_off_nothing_that_was_kept_leaves(acme: Cast, case, postbox: Postbox) -> None:
    """Neither what was kept already nor what was still to be taken back, put off, or waited for its hour."""
    switch(acme, True)
    kept = a_mail(CUSTOMER)
    deliver(now=NOW)
    written(case, acme)
    switch(acme, False)
    for minutes in (1, 60, 3000):
        deliver(now=NOW + minutes * MINUTE)
    outbox.release_held(Reason.NO_SERVER, now=NOW)
    deliver(now=NOW + 4000 * MINUTE)
    assert postbox.arrived == []
    assert {ends(mail) for mail in Mail.objects.all()} == {(MailState.HELD, Reason.SANDBOX)}
    outbox.send_again(kept, now=NOW)
    deliver(now=NOW + MINUTE)
    assert ends(kept)[0] == MailState.SENT


def test_sent_one_by_one_while_it_is_on_it_is_kept_again(acme: Cast, postbox: Postbox) -> None:
    switch(acme, True)
    kept = a_mail(CUSTOMER)
    deliver(now=NOW)
    outbox.send_again(kept, now=NOW)
    deliver(now=NOW + MINUTE)
    assert (ends(kept), postbox.arrived) == ((MailState.HELD, Reason.SANDBOX), [])


def test_what_waits_when_it_is_switched_on_is_kept(acme: Cast, case, postbox: Postbox) -> None:
    written(case, acme)
    MailServer.objects.update(port=1)
    deliver(now=NOW + MINUTE)
    switch(acme, True)
    MailServer.objects.update(port=postbox.port, retry_at=None)
    deliver(now=NOW + 5 * MINUTE)
    assert (ends(Mail.objects.get()), postbox.arrived) == ((MailState.HELD, Reason.SANDBOX), [])


def test_switched_on_in_the_middle_of_a_round_the_next_mail_stays(acme, postbox, monkeypatch) -> None:
    first, second = a_mail("a@cliente.example"), a_mail("b@cliente.example")
    claim, claimed = sandbox.keep, []

    def keep(mails, inside, *, now):
        found = list(mails)
        if len(found) == 1 and found[0].pk == second.pk and not claimed:
            claimed.append(second.pk)
            switch(acme, True)
            return claim(found, sandbox.walls_now(), now=now)
        return claim(found, inside, now=now)

    monkeypatch.setattr("atenda.notices.settling.keep", keep)
    deliver(now=NOW)
    assert [ends(first)[0], ends(second)[0]] == [MailState.SENT, MailState.HELD]
    assert len(postbox.arrived) == 1


def test_the_operator_makes_all_of_the_machine_one(acme: Cast, postbox: Postbox, settings, visit: Visit) -> None:
    settings.ENV = replace(settings.ENV, sandbox=frozenset({OURS}))
    switch(acme, False, CUSTOMER)  # what the operator closed no organization opens
    kept, leaves = a_mail(CUSTOMER), a_mail(OURS)
    deliver(now=NOW)
    assert [ends(kept)[0], ends(leaves)[0]] == [MailState.HELD, MailState.SENT]
    assert program_of(acme.admin).ask("GET", "sandbox/").json()["is_by_operator"] is True
    assert "sandbox-band" in visit.as_(acme.admin).get(acme.url("settings/sandbox/")).content.decode()


def test_a_band_stands_on_every_page_while_it_is_on(acme: Cast, visit: Visit) -> None:
    pages = [acme.url(path) for path in ("", "cases/", "contacts/", "me/notices/")]
    for is_on in (False, True, False):
        switch(acme, is_on)
        for page in pages:
            shown = visit.as_(acme.agent).get(page, follow=True).content.decode()
            assert ("sandbox-band" in shown) is is_on


def test_what_is_kept_is_read_as_it_would_have_left(acme: Cast, case, postbox: Postbox, visit: Visit) -> None:
    switch(acme, True)
    message = written(case, acme)
    deliver(now=NOW + MINUTE)
    mail = Mail.objects.get()
    listed = visit.as_(acme.admin).get(acme.url("settings/outbox/?state=held")).content.decode()
    assert "Guardado en pruebas" in listed
    page = visit.get(acme.url(f"settings/outbox/{mail.pk}/")).content.decode()
    assert f"Message-ID: {message.message_id}".replace("<", "&lt;").replace(">", "&gt;") in page
    assert acme.url(f"settings/outbox/{mail.pk}/sending/") not in page
    whole = visit.get(acme.url(f"settings/outbox/{mail.pk}/original/"))
    assert whole["Content-Type"] == "message/rfc822"
    assert b"multipart/alternative" in whole.content
    switch(acme, False)
    after = visit.get(acme.url(f"settings/outbox/{mail.pk}/")).content.decode()
    assert acme.url(f"settings/outbox/{mail.pk}/sending/") in after


def test_it_is_set_on_its_page_and_by_programs(acme: Cast, visit: Visit) -> None:
    page = acme.url("settings/sandbox/")
    assert visit.as_(acme.admin).post(page, {"is_on": "on", "open_to": "acme.example\nx@y.example"}).status_code == 302
    program = program_of(acme.admin)
    said = {"is_on": True, "open_to": ["acme.example", "x@y.example"], "is_by_operator": False}
    assert program.ask("GET", "sandbox/").json() == said
    assert visit.post(page, {"is_on": "on", "open_to": "nada de nada @"}).status_code == 422
    assert program.ask("PUT", "sandbox/", {"is_on": False}).json()["is_on"] is False
    assert visit.as_(acme.agent).get(page).status_code == 403


@pytest.mark.parametrize("wrong", ["acme", "a b", "@", "a@b@c"])
def test_only_addresses_and_domains_are_excepted(acme: Cast, wrong: str) -> None:
    with pytest.raises(NeitherAddressNorDomain):
        switch(acme, True, wrong)
