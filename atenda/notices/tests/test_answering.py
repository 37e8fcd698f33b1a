"""A mail says that it may be answered only where somebody reads the answers."""

from __future__ import annotations

import pytest

from atenda.notices.announcing import tell_case
from atenda.notices.default_words import WORDS
from atenda.notices.delivery import deliver
from atenda.notices.mail_server import set_server
from atenda.notices.models import Mail, MailServer
from atenda.notices.refusals import NotAnAddress
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


@pytest.mark.parametrize(("reply_to", "promises"), [("", False), ("casos@acme.example", True)])
def test_the_promise_goes_with_the_address(acme: Cast, postbox: Postbox, reply_to: str, promises: bool) -> None:
    MailServer.objects.update(reply_to=reply_to)
    case = make.case(responsible=acme.agent, by=acme.colleague)
    tell_case(case.pk, now=NOW)
    deliver(now=NOW)
    customer, colleague = postbox.to("uxia@cliente.example")[0], postbox.to("xoan@acme.example")[0]
    for kind in ("plain", "html"):
        words = customer.get_body((kind,)).get_content()  # type: ignore[attr-defined]
        assert ("Puede responder a este correo." in words) is promises
    assert "responder" not in colleague.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert str(customer["Reply-To"] or "") == (f"Acme <{reply_to}>" if promises else "")


def test_without_any_server_nothing_is_promised(acme: Cast) -> None:
    tell_case(make.case(by=acme.agent).pk, now=NOW)
    assert "Puede responder" not in Mail.objects.get(audience="customer").text


@pytest.mark.parametrize("language", ["es", "gl", "en"])
def test_our_words_ask_for_no_answer_to_the_mail_itself(language: str) -> None:
    for name, words in WORDS.items():
        for promise in ("respond", "conteste este", "contest", "reply", "answer"):
            assert promise not in words[language][1].lower(), name


def test_an_address_nobody_can_answer_to_is_refused(acme: Cast, settings) -> None:
    values = {"host": "mail.example.com", "port": 587, "security": "starttls", "username": "", "from_name": ""}
    with pytest.raises(NotAnAddress):
        set_server(password="", by=acme.admin, from_address="a@acme.example", reply_to="a b@c", **values)
