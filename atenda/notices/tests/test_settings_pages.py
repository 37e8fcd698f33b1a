"""The settings of notices as an administrator meets them."""

from __future__ import annotations

from html import unescape

import pytest

from atenda.access.abilities import Ability
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailServer, MailState, Reason, Security, Wording
from atenda.notices.policy import telling
from atenda.notices.sealed import unsealed
from atenda.notices.tests.postbox import Postbox
from atenda.notices.wording import change_words, words
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

SERVER = {
    "host": "127.0.0.1",
    "port": "2525",
    "security": "none",
    "username": "acme",
    "password": "segredo-do-correo",
    "from_name": "Acme",
    "from_address": "avisos@acme.example",
}


@pytest.fixture
def near(settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]


def test_the_password_is_sealed_and_never_shown(acme: Cast, visit: Visit, near: None) -> None:
    """3.63"""
    page = visit.as_(acme.admin).post(acme.url("settings/mail-server/"), SERVER)
    assert page.status_code == 302
    server = MailServer.objects.get()
    assert "segredo" not in server.password
    assert unsealed(server.password) == "segredo-do-correo"
    assert "segredo" not in visit.get(acme.url("settings/mail-server/")).content.decode()


def test_an_empty_password_keeps_the_one_there_but_not_for_another_server(acme: Cast, visit: Visit, near: None) -> None:
    post = visit.as_(acme.admin).post
    post(acme.url("settings/mail-server/"), SERVER)
    post(acme.url("settings/mail-server/"), {**SERVER, "password": "", "from_name": "Outro"})
    assert unsealed(MailServer.objects.get().password) == "segredo-do-correo"
    post(acme.url("settings/mail-server/"), {**SERVER, "password": "", "host": "127.0.0.2"})
    assert MailServer.objects.get().password == ""


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.5", "169.254.169.254", "0.0.0.0", "[::1]", "::1", "2130706433", "0x7f.1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1", "fd00::1", "224.0.0.1"],
)  # fmt: skip
def test_a_server_on_a_private_network_is_refused(acme: Cast, visit: Visit, settings, host: str) -> None:
    """3.60, in every spelling."""
    settings.OUTBOUND_PRIVATE = []
    page = visit.as_(acme.admin).post(acme.url("settings/mail-server/"), {**SERVER, "host": host, "security": "tls"})
    assert (page.status_code, MailServer.objects.count()) in {(422, 0), (302, 1)}
    if page.status_code == 302:  # a name nobody knows: kept, and not called
        from atenda.server import outbound

        with pytest.raises(OSError):  # noqa: PT011
            outbound.connect(host, 25, timeout=1)


def test_a_sample_organization_takes_no_server(acme: Cast, visit: Visit, near: None) -> None:
    """B85"""
    type(acme.organization).objects.filter(pk=acme.organization.pk).update(is_sample=True)
    page = visit.as_(acme.admin).post(acme.url("settings/mail-server/"), SERVER)
    assert (page.status_code, MailServer.objects.count()) == (422, 0)


def test_a_test_mail_goes_to_oneself_by_the_usual_way(acme: Cast, visit: Visit, postbox: Postbox) -> None:
    page = visit.as_(acme.admin).post(acme.url("settings/mail-server/test/"))
    mail = Mail.objects.get()
    assert page.headers["Location"] == acme.url(f"settings/outbox/{mail.pk}/")
    deliver()
    assert postbox.addresses == ["antia@acme.example"]
    assert (
        "Enviado" in visit.get(page.headers["Location"]).content.decode()
        or "Sent" in visit.get(page.headers["Location"]).content.decode()
    )


def test_an_audience_can_be_switched_off(acme: Cast, visit: Visit) -> None:
    form = {"switches": ["opened:customer"], "public_fields": ["state"], "window": "300"}
    leaking = {**form, "switches": ["opened:customer", "noted:customer"]}
    assert visit.as_(acme.admin).post(acme.url("settings/notices/"), leaking).status_code == 422
    assert visit.as_(acme.admin).post(acme.url("settings/notices/"), form).status_code == 302
    acme.organization.refresh_from_db()
    assert telling().switches == {"opened:customer"}
    case = make.case(responsible=acme.agent, by=acme.colleague)
    tell_case(case.pk, now=NOW)
    assert [mail.address for mail in Mail.objects.all()] == ["uxia@cliente.example"]


def test_the_preview_shows_what_is_not_saved_yet(acme: Cast, visit: Visit) -> None:
    """B60: only the public fields, before anything is saved."""
    look = visit.as_(acme.admin).get
    query = "window=60&kind=edited&audience=customer&language=en&public_fields=priority"
    mail = look(acme.url(f"settings/notices/preview/?{query}"))
    assert "priority" in mail.content.decode()
    assert "description" not in mail.content.decode()
    assert "sandbox; default-src 'none'" in mail.headers["Content-Security-Policy"]
    page = unescape(look(acme.url(f"settings/notices/?{query}&switches=edited:customer")).content.decode())
    assert "public_fields=priority" in page
    assert telling().public_fields == {"description", "solution", "state"}


@pytest.mark.parametrize(
    "words", ["{folio.__class__}", "{settings}", "{0}", "{{folio}}", "{folio!r}", "{secret_key}", "{%raw%}"]
)
def test_an_unknown_place_is_refused(acme: Cast, visit: Visit, words: str) -> None:
    """3.21"""
    address = acme.url("settings/notices/words/customer-opened/gl/")
    page = visit.as_(acme.admin).post(address, {"subject": "Ola", "body": words})
    accepted = words == "{{folio}}"
    assert page.status_code == (302 if accepted else 422)
    assert Wording.objects.count() == accepted


def test_own_words_are_used_and_ours_come_back(acme: Cast, visit: Visit) -> None:
    address = acme.url("settings/notices/words/customer-opened/es/")
    visit.as_(acme.admin).post(address, {"subject": "Hola {folio}", "body": "Hola, {customer}.\n\n{description}"})
    acme.organization.refresh_from_db()
    case = make.case(by=acme.admin, description="<b>{folio}</b>")
    tell_case(case.pk, now=NOW)
    mail = Mail.objects.get()
    assert (mail.subject, mail.text) == ("Hola 1", "Hola, Uxía Cliente.\n\n<b>{folio}</b>\n")
    assert "&lt;b&gt;{folio}&lt;/b&gt;" in mail.html
    visit.post(address, {"default": "1"})
    acme.organization.refresh_from_db()
    assert words("customer-opened", "es").subject == "Caso {folio}: {reference}"


def test_code_in_own_words_stays_words(acme: Cast) -> None:
    change_words(
        "customer-opened", "es", subject="Ola", body="<script>alert(1)</script> {customer}\n\n{folio}", by=acme.admin
    )
    case = make.case(by=acme.admin, reference='"><img src=x onerror=alert(1)>')
    tell_case(case.pk, now=NOW)
    html = Mail.objects.get().html
    assert "<script" not in html
    assert "<img" not in html


def test_the_outbox_shows_every_mail_and_sends_again_what_failed(acme: Cast, visit: Visit, postbox: Postbox) -> None:
    case = make.case(by=acme.agent)
    tell_case(case.pk, now=NOW)
    postbox.recipients["uxia@cliente.example"] = "550 gone"
    deliver(now=NOW)
    mail = Mail.objects.get(state=MailState.FAILED)
    look = visit.as_(acme.admin).get
    assert "uxia@cliente.example" in look(acme.url("settings/outbox/?state=failed")).content.decode()
    assert "uxia@cliente.example" not in look(acme.url("settings/outbox/?state=sent")).content.decode()
    postbox.recipients.clear()
    visit.post(acme.url(f"settings/outbox/{mail.pk}/sending/"))
    deliver()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_mails_held_for_want_of_a_server_wait_for_a_person(acme: Cast, visit: Visit, near: None) -> None:
    case = make.case(by=acme.agent)
    tell_case(case.pk, now=NOW)
    deliver(now=NOW)
    MailServer.objects.create(host="127.0.0.1", port=1, security=Security.NONE, from_address="a@acme.example")
    deliver(now=NOW)
    assert set(Mail.objects.values_list("reason", flat=True)) == {Reason.NO_SERVER}
    visit.as_(acme.admin).post(acme.url("settings/outbox/release/"))
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.WAITING}


def test_an_agent_sees_none_of_it(acme: Cast, visit: Visit) -> None:
    assert not acme.agent.can(Ability.MANAGE_NOTICES)
    for path in ("settings/notices/", "settings/mail-server/", "settings/outbox/"):
        assert visit.as_(acme.agent).get(acme.url(path)).status_code == 403
