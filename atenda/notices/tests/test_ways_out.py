"""A mailbox with a server of its own: its mails go by it and by its address, and its trouble is its own (B18, 6.11)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.replying import Readers, reply
from atenda.history.models import Event
from atenda.mailboxes.imap import oauth
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import Mailbox, SignIn
from atenda.mailboxes.tests.tokens import Tokens, giving
from atenda.notices import leave, refusals, ways_out
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailServer, MailState, Reason, Security
from atenda.notices.sealed import unsealed
from atenda.notices.tests.postbox import Postbox, free_port, opened
from atenda.notices.waking import wake
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

MINUTE = timedelta(minutes=1)
OURS, THEIRS = "soporte@acme.example", "uxia@cliente.example"
CLEAR: dict[str, Any] = {"host": "127.0.0.1", "security": Security.NONE}


@pytest.fixture
def mailbox(acme: Cast) -> Mailbox:
    return add_mailbox(name="Soporte", address=OURS, language="gl", by=acme.admin, now=NOW)


@pytest.fixture
def own(postbox: Postbox, acme: Cast, mailbox: Mailbox) -> Iterator[Postbox]:
    """The server of the mailbox, beside that of the organization."""
    with opened() as box:
        ways_out.set_way(mailbox, by=acme.admin, port=box.port, **CLEAR)
        yield box


def written(case: Case, acme: Cast, text: str = "Vai o luns.", mailbox: Mailbox | None = None) -> Message:
    if mailbox is not None:
        Message.objects.create(
            case=case, direction=Direction.IN, mailbox=mailbox, sender_address=THEIRS, message_id="<q@x>", at=NOW
        )
    readers = Readers(to=[("Uxía", THEIRS)])
    return reply(case, readers=readers, subject="Re", text=text, answered=answered_in(case), by=acme.agent, now=NOW)


def own_of(mailbox: Mailbox) -> MailServer:
    found: MailServer = MailServer.objects.get(mailbox=mailbox)
    return found


def test_what_is_written_from_it_goes_by_its_server_and_from_its_address(acme, case, own, postbox, mailbox) -> None:
    written(case, acme)
    deliver(now=NOW + MINUTE)
    assert (own.raw, postbox.raw) == ([], [])
    deliver(by=mailbox.pk, now=NOW + MINUTE)
    (mail,) = own.arrived
    assert (own.senders, mail["From"].addresses[0].addr_spec, postbox.raw) == ([OURS], OURS, [])


def test_a_mailbox_without_one_goes_by_the_organizations(acme, case, own, postbox, mailbox) -> None:
    other = add_mailbox(name="Vendas", address="vendas@acme.example", language="gl", by=acme.admin, now=NOW)
    written(case, acme, mailbox=other)
    deliver(now=NOW + MINUTE)
    (mail,) = postbox.arrived
    assert mail["From"].addresses[0].addr_spec == "vendas@acme.example"
    assert (postbox.senders, own.raw) == (["avisos@acme.example"], [])


def test_trouble_of_one_holds_only_the_mails_of_that_one(acme, own, postbox, mailbox) -> None:
    other = add_mailbox(name="Vendas", address="vendas@acme.example", language="gl", by=acme.admin, now=NOW)
    MailServer.objects.filter(mailbox=mailbox).update(port=1)
    written(make.case(by=acme.agent), acme, mailbox=mailbox)
    written(make.case(by=acme.agent), acme, mailbox=other)
    for by in (mailbox.pk, None):
        deliver(by=by, now=NOW + MINUTE)
    assert len(postbox.arrived) == 1
    states = {mail.mailbox.name: (mail.state, mail.reason) for mail in Mail.objects.select_related("mailbox")}
    assert states == {"Soporte": (MailState.WAITING, Reason.SERVER), "Vendas": (MailState.SENT, Reason.NONE)}
    assert own_of(mailbox).trouble != ""
    assert MailServer.objects.get(mailbox=None).trouble == ""


def test_a_later_mail_of_the_case_does_not_overtake_one_that_waits_for_another_server(
    acme, case, own, postbox, mailbox
) -> None:
    other = add_mailbox(name="Vendas", address="vendas@acme.example", language="gl", by=acme.admin, now=NOW)
    MailServer.objects.filter(mailbox=mailbox).update(port=1)
    written(case, acme, "primeiro", mailbox=mailbox)
    written(case, acme, "segundo", mailbox=other)
    for by in (mailbox.pk, None):
        deliver(by=by, now=NOW + MINUTE)
    assert postbox.arrived == []
    MailServer.objects.filter(mailbox=mailbox).update(port=own.port)
    for by in (mailbox.pk, None):
        deliver(by=by, now=NOW + 10 * MINUTE)
    assert [len(own.arrived), len(postbox.arrived)] == [1, 1]


def test_without_its_own_its_waiting_mails_go_with_all_others(acme, case, own, postbox, mailbox) -> None:
    written(case, acme)
    ways_out.end_way(mailbox, by=acme.admin)
    deliver(by=mailbox.pk, now=NOW + MINUTE)
    assert Mail.objects.get().state == MailState.WAITING
    deliver(now=NOW + MINUTE)
    assert len(postbox.arrived) == 1


def test_each_server_has_rounds_of_its_own(acme, case, own, mailbox, django_capture_on_commit_callbacks) -> None:
    """A server that says nothing for a minute holds no worker that another would have."""
    with django_capture_on_commit_callbacks(execute=True):
        written(case, acme)
    jobs = ProcrastinateJob.objects.filter(task_name="atenda.notices.jobs.deliver")
    assert {(job.lock, job.args.get("mailbox_id")) for job in jobs} == {
        (f"mail-{acme.organization.pk}", None),
        (f"mail-{acme.organization.pk}-{mailbox.pk}", mailbox.pk),
    }
    wake(acme.organization.pk)
    assert jobs.all().count() == 4  # those asked for later keep none from being asked for now


def test_a_password_is_sealed_kept_and_only_for_whom_it_was_typed(acme, own, mailbox) -> None:
    ways_out.set_way(mailbox, username="soporte", secret="moi segredo", by=acme.admin)
    kept = own_of(mailbox)
    assert (unsealed(kept.password), "segredo" in kept.password) == ("moi segredo", False)
    ways_out.set_way(mailbox, port=own.port, by=acme.admin)
    assert unsealed(own_of(mailbox).password) == "moi segredo"
    with pytest.raises(refusals.NoKeyOrPassword):
        ways_out.set_way(mailbox, username="outra", by=acme.admin)
    said = Event.objects.filter(kind="mailserver.own_set").order_by("pk").last().payloads.get()
    assert "segredo" not in str(said.before) + str(said.after) + kept.password


def test_it_is_set_tried_and_ended_on_its_page(acme, own, mailbox, visit: Visit) -> None:
    page = acme.url(f"settings/mailboxes/{mailbox.pk}/way-out/")
    values = {"carrier": "smtp", "host": "127.0.0.1", "port": own.port, "security": "none", "sign_in": "password"}
    assert visit.as_(acme.admin).post(page, values).status_code == 302
    tried = visit.post(f"{page}trial/").content.decode()
    assert tried.count("way-step--wrong") == 0
    assert own.to(acme.admin.identity.email)[0]["From"].addresses[0].addr_spec == OURS
    mail = Mail.objects.get(kind="test")
    assert (mail.state, mail.mailbox_id) == (MailState.SENT, mailbox.pk)
    assert visit.post(page, {**values, "host": "", "port": 0}).status_code == 422
    assert visit.post(f"{page}removal/").status_code == 302
    assert not MailServer.objects.filter(mailbox=mailbox).exists()
    assert visit.as_(acme.agent).get(page).status_code == 403


@pytest.mark.parametrize(
    ("fault", "wrong", "said"),
    [
        ("port", "connects", "Connection refused"),
        ("user", "signs_in", "SMTP AUTH extension not supported"),
        ("reader", "takes", "550 not from here"),
    ],
)
def test_the_trial_says_at_which_step_it_fails(acme, own, mailbox, visit, fault, wrong, said) -> None:
    match fault:
        case "port":
            MailServer.objects.filter(mailbox=mailbox).update(port=1)
        case "user":
            MailServer.objects.filter(mailbox=mailbox).update(username="alguén")
        case "reader":
            own.recipients[acme.admin.identity.email] = "550 not from here"
    address = acme.url(f"settings/mailboxes/{mailbox.pk}/way-out/trial/")
    page = visit.as_(acme.admin).post(address).content.decode()
    assert said in page
    assert page.count("way-step--wrong") == 1
    order = ["connects", "signs_in", "takes"]
    assert page.split("way-step--wrong")[0].count('class="way-step"') == order.index(wrong)
    assert (Mail.objects.get().state, said in Mail.objects.get().answer) == (MailState.FAILED, True)


@dataclass
class LetsIn(Postbox):
    """Signs in by XOAUTH2, with an access token that the provider gave."""

    tokens: Tokens = field(default_factory=lambda: Tokens(OURS))

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        user, bearer, *_ends = base64.b64decode(args[1]).decode().split("\1")
        is_right = user == f"user={OURS}" and bearer.removeprefix("auth=Bearer ") in self.tokens.access
        if is_right:
            return AuthResult(success=True, auth_data=user)
        await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")  # why not, as Google says it
        await server._reader.readline()
        await server.push("535 5.7.8 token not accepted")
        return AuthResult(success=False, handled=True)


@contextmanager
def letting_in(tokens: Tokens) -> Iterator[Postbox]:
    box = LetsIn(port=free_port(), tokens=tokens)
    controller = Controller(box, hostname="127.0.0.1", port=box.port, auth_require_tls=False)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def test_leave_given_at_microsoft_is_asked_for_kept_and_used(acme, case, mailbox, visit, settings, monkeypatch) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    monkeypatch.setattr(leave, "kept", oauth.Kept())
    with giving(OURS) as tokens, letting_in(tokens) as box:
        settings.OAUTH_AT = tokens.url
        server = ways_out.set_way(
            mailbox,
            port=box.port,
            sign_in=SignIn.MICROSOFT,
            username=OURS,
            client_id="atenda-7",
            client_secret="segredo",
            by=acme.admin,
            **CLEAR,
        )
        written(case, acme)
        deliver(by=mailbox.pk, now=NOW + MINUTE)
        assert "leave" in own_of(mailbox).trouble
        way = oauth.way_there(
            server, by=acme.admin, back=f"http://127.0.0.1:8000{acme.url('settings/mailboxes/oauth/')}"
        )
        assert "SMTP.Send" in way
        answer = visit.as_(acme.admin).get(acme.url("settings/mailboxes/oauth/"), tokens.allowed(way))
        assert answer["Location"] == acme.url(f"settings/mailboxes/{mailbox.pk}/way-out/")
        assert own_of(mailbox).trouble == ""
        deliver(by=mailbox.pk, now=NOW + 10 * MINUTE)
        assert (own_of(mailbox).trouble, len(box.arrived), box.senders) == ("", 1, [OURS])
        assert unsealed(own_of(mailbox).password) == tokens.refresh  # the one that came last


def test_a_token_that_is_not_taken_is_trouble_at_the_sign_in(acme, mailbox, settings, monkeypatch, visit) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    monkeypatch.setattr(leave, "kept", oauth.Kept())
    monkeypatch.setattr("atenda.notices.smtp.access_token", lambda server: "old")
    with giving(OURS) as tokens, letting_in(tokens) as box:
        way = {"port": box.port, "sign_in": SignIn.GOOGLE, "username": OURS, "client_id": "x", **CLEAR}
        ways_out.set_way(mailbox, by=acme.admin, **way)
        page = visit.as_(acme.admin).post(acme.url(f"settings/mailboxes/{mailbox.pk}/way-out/trial/"))
    assert "535 5.7.8 token not accepted" in page.content.decode()
    assert page.content.decode().split("way-step--wrong")[0].count('class="way-step"') == 1
