"""The pages of side conversations: asking, passing on, answering, finishing, and what the case shows (U17, B14)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message, SideConversation
from atenda.conversations.noting import note
from atenda.conversations.receiving import Enclosed, receive
from atenda.conversations.sides.receiving import receive_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.customers.models import EmailAddress
from atenda.files.models import Attachment
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.customer_links import way_to
from atenda.notices.models import Mail
from atenda.signatures.signing import sign
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

pytestmark = pytest.mark.django_db

UXIA = "uxia@cliente.example"


@pytest.fixture
def case(acme: Cast) -> Case:
    a_mailbox()
    EmailAddress.objects.get_or_create(address=UXIA, contact=acme.customer)
    return make.case("A cámara non arrinca", by=acme.agent)


def a_question(case: Case, text: str = "Non arrinca & fai <ruído>") -> Message:
    """Of the customer, with a file."""
    message = Message(
        direction=Direction.IN,
        sender_name="Uxía",
        sender_address=UXIA,
        to=[["", "soporte@acme.example"]],
        cc=[["", "segredo@outra.example"]],
        subject="Re: A cámara",
        text=text,
        quoted="> o de antes",
        at=timezone.now(),
    )
    return receive(case, message, files=[Enclosed(make.received(b"Foto", "foto.txt"))], now=timezone.now())


def an_answer(side: SideConversation, text: str = "Chega o <luns>", **values: Any) -> Message:
    said = {"sender_name": "Provedor", "sender_address": SUPPLIER, "at": timezone.now(), **values}
    return receive_aside(side, Message(direction=Direction.IN, text=text, **said), now=timezone.now())


def typed(page: Any, name: str) -> str:
    """What stands in a field of the page, as a browser reads it."""
    text = page.content.decode()
    words = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', text, re.DOTALL)
    value = re.search(rf'<input [^>]*name="{name}"[^>]*>', text)
    inside = value and re.search(r'value="([^"]*)"', value[0])
    return unescape(words[1] if words else inside[1] if inside else "")


def said(**values: str) -> dict[str, str]:
    return {"to": f"Provedor <{SUPPLIER}>", "subject": "Peza", "body": "Tedes a peza?", **values}


def test_a_third_party_is_asked_and_the_case_says_that_it_waits(case: Case, acme: Cast, visit: Visit) -> None:
    agent = visit.as_(acme.agent)
    page = agent.get(acme.url("cases/1/side-conversations/")).content.decode()
    assert "El cliente no ve nunca nada de esto." in page
    answer = agent.post(acme.url("cases/1/side-conversations/"), said())
    assert (answer.status_code, answer["Location"]) == (302, acme.url("cases/1/"))
    message = Message.with_sides.get()
    assert (message.to, message.text, message.author) == ([["Provedor", SUPPLIER]], "Tedes a peza?", acme.agent)
    shown = agent.get(acme.url("cases/1/")).content.decode()
    assert shown.count("Esperando a un tercero") == 2
    assert "Tedes a peza?" in shown
    assert f"{acme.agent.name} ha preguntado aparte a Provedor" in shown
    only = agent.get(acme.url("cases/1/?show=sides")).content.decode()
    assert only.count('class="timeline__item ') == 1


def test_it_is_signed_unless_one_leaves_that_out(case: Case, acme: Cast, visit: Visit) -> None:
    sign(mailbox=None, texts={"es": "<div>Xoán, de Acme</div>"}, by=acme.agent, now=timezone.now())
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/")
    assert "Xoán, de Acme" in agent.get(address).content.decode()
    agent.post(address, said())
    agent.post(address, said(unsigned="on"))
    assert list(Message.with_sides.order_by("pk").values_list("signature", flat=True)) == ["Xoán, de Acme", ""]
    sent = Mail.objects.filter(written__signature="Xoán, de Acme").get()
    assert sent.text == "Tedes a peza?\n\n-- \nXoán, de Acme\n"


def test_a_form_sent_twice_is_one_mail_and_the_same_words_later_are_another(
    case: Case, acme: Cast, visit: Visit
) -> None:
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/")
    for number in (1, 2):
        last = typed(agent.get(address), "last")
        assert [agent.post(address, said(last=last)).status_code for _ in range(2)] == [302, 302]
        assert (SideConversation.objects.count(), Message.with_sides.count()) == (number, number)
    into = acme.url(f"cases/1/side-conversations/{SideConversation.objects.latest('pk').pk}/")
    last = typed(agent.get(into), "last")
    assert [agent.post(into, said(last=last)).status_code for _ in range(2)] == [302, 302]
    assert Message.with_sides.count() == 3


def test_with_files_of_its_own(case: Case, acme: Cast, visit: Visit) -> None:
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/1/replies/uploads/"), {"file": SimpleUploadedFile("paraela.txt", b"x")})
    agent.post(acme.url("cases/1/side-conversations/"), {**said(), "file": SimpleUploadedFile("plano.txt", b"y")})
    assert list(Attachment.objects.values_list("name", "message__side")) == [
        ("plano.txt", SideConversation.objects.get().pk)
    ]


def test_a_mail_of_the_case_is_passed_on_with_its_files(case: Case, acme: Cast, visit: Visit) -> None:
    question = a_question(case)
    contact, before = case.contact, Case.objects.get(pk=case.pk).contacted_at
    agent = visit.as_(acme.agent)
    address = acme.url("cases/1/side-conversations/")
    page = agent.get(f"{address}?message={question.pk}")
    words = typed(page, "body")
    assert typed(page, "subject") == "RV: A cámara"
    assert "> Non arrinca & fai <ruído>" in words
    assert "segredo" not in words
    assert "o de antes" not in words
    [file] = Attachment.objects.all()
    assert re.search(rf'name="passed_on" value="{file.pk}"[^>]* checked', page.content.decode())
    posted = said(body=words, quotes=str(question.pk), passed_on=str(file.pk))
    assert agent.post(address, posted).status_code == 302
    sent = Message.with_sides.get(side__isnull=False)
    assert [each.content for each in Attachment.objects.filter(message=sent)] == [file.content]
    case.refresh_from_db()
    assert (case.contact, case.contacted_at) == (contact, before)
    assert agent.get(f"{address}?message=987654").status_code == 404


def test_a_case_that_nobody_wrote_a_mail_of_is_passed_on_with_its_files_and_without_its_notes(
    acme: Cast, visit: Visit
) -> None:
    case = make.case("A porta", description="Non pecha\nnin abre", by=acme.agent)
    own = make.file(case, b"Foto", "foto.txt", by=acme.agent)
    note(case, body="segredo", by=acme.agent, now=timezone.now())
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/")
    assert "?message=0" in agent.get(acme.url("cases/1/")).content.decode()
    page = agent.get(f"{address}?message=0")
    words = typed(page, "body")
    assert typed(page, "subject") == "RV: A porta"
    assert words.strip().startswith("Caso 1, del ")
    assert words.endswith("> Non pecha\n> nin abre")
    assert "segredo" not in page.content.decode()
    posted = said(body=words, quotes="0", passed_on=str(own.pk))
    assert agent.post(address, posted).status_code == 302
    sent = Message.with_sides.get(side__isnull=False)
    assert [each.content for each in Attachment.objects.filter(message=sent)] == [own.content]
    bare = make.case("Sen máis", by=acme.agent)
    assert agent.get(acme.url(f"cases/{bare.folio}/side-conversations/?message=0")).status_code == 404


def test_the_customers_way_to_their_page_is_passed_on_to_nobody(case: Case, acme: Cast, visit: Visit) -> None:
    way = way_to(case, acme.customer, now=timezone.now())
    question = a_question(case, f"Non arrinca\n\n> Ve o teu caso: {way}")
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/")
    words = typed(agent.get(f"{address}?message={question.pk}"), "body")
    assert "> > Ve o teu caso: " in words
    assert way.rstrip("/").rpartition("/")[2] not in words
    words = typed(agent.get(acme.url(f"cases/1/replies/?quote={question.pk}")), "body")
    assert "Non arrinca" in words
    assert way.rstrip("/").rpartition("/")[2] not in words


def test_only_files_of_what_is_quoted_go_along(case: Case, acme: Cast, visit: Visit) -> None:
    other = make.file(make.case("Allea", by=acme.agent), b"Segredo", "segredo.txt", by=acme.agent)
    quiet = make.file(case, b"Nota", "nota.txt", by=acme.agent)
    question = a_question(case)
    for pk in (other.pk, quiet.pk):
        posted = said(quotes=str(question.pk), passed_on=str(pk))
        assert visit.as_(acme.agent).post(acme.url("cases/1/side-conversations/"), posted).status_code == 422
    assert Message.with_sides.filter(side__isnull=False).count() == 0


def test_a_mail_is_quoted_under_what_was_typed_and_nothing_is_lost(case: Case, acme: Cast, visit: Visit) -> None:
    question = a_question(case)
    posted = said(body="Olla:", html="<div><strong>Olla:</strong></div>", message=str(question.pk), quote="1", to="")
    page = visit.as_(acme.agent).post(acme.url("cases/1/side-conversations/"), posted)
    assert (page.status_code, typed(page, "quotes")) == (200, str(question.pk))
    assert typed(page, "body").startswith("Olla:\n\nUxía escribió el ")
    assert typed(page, "html").startswith("<div><strong>Olla:</strong></div><div><br>Uxía escribió el ")
    assert "fai &lt;ruído&gt;" in typed(page, "html")
    assert Message.with_sides.filter(side__isnull=False).count() == 0


def test_the_customers_address_is_refused_beside_the_field(case: Case, acme: Cast, visit: Visit) -> None:
    page = visit.as_(acme.agent).post(acme.url("cases/1/side-conversations/"), said(cc=UXIA))
    assert page.status_code == 422
    assert "es el cliente de este caso" in page.content.decode()
    assert Mail.objects.filter(written__isnull=False).count() == 0


def test_a_forgotten_file_is_remarked_once(case: Case, acme: Cast, visit: Visit) -> None:
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/")
    first = agent.post(address, said(body="Adxunto o plano."))
    assert (first.status_code, typed(first, "heard")) == (422, "file")
    assert agent.post(address, said(body="Adxunto o plano.", heard="file")).status_code == 302


def test_what_they_answer_is_answered_and_finished_there(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    an_answer(side)
    agent, address = visit.as_(acme.agent), acme.url(f"cases/1/side-conversations/{side.pk}/")
    page = agent.get(address)
    assert typed(page, "to") == f"Provedor <{SUPPLIER}>"
    assert "Chega o &lt;luns&gt;" in page.content.decode()
    assert agent.post(address, {"to": SUPPLIER, "body": "Grazas"}).status_code == 302
    assert [each.text for each in Message.with_sides.order_by("pk")] == [
        "Tedes a peza?",
        "Chega o <luns>",
        "Grazas",
    ]
    agent.post(f"{address}finishing/")
    assert SideConversation.objects.get().is_finished
    assert "Esperando a un tercero" not in agent.get(acme.url("cases/1/")).content.decode()


def test_what_they_answered_meanwhile_is_read_before_it_is_finished(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    agent, address = visit.as_(acme.agent), acme.url(f"cases/1/side-conversations/{side.pk}/")
    seen = re.compile(r'name="seen" value="([^"]+)"')
    before = seen.search(agent.get(address).content.decode())
    an_answer(side)
    assert before is not None
    told = agent.post(f"{address}finishing/", {"seen": before[1]}, follow=True)
    assert "Han respondido entretanto" in told.content.decode()
    assert not SideConversation.objects.get().is_finished
    now = seen.search(told.content.decode())
    assert now is not None
    agent.post(f"{address}finishing/", {"seen": now[1]})
    assert SideConversation.objects.get().is_finished
    assert agent.post(f"{address}finishing/", {"seen": "onte"}).status_code == 302


def test_whoever_wrote_to_the_customer_too_is_pointed_out(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    an_answer(side)
    agent = visit.as_(acme.agent)
    warning = "se lo envió también al cliente"
    assert warning not in agent.get(acme.url("cases/1/")).content.decode()
    an_answer(side, cc=[["Uxía", UXIA.upper()]])
    assert warning in agent.get(acme.url("cases/1/")).content.decode()


def test_their_words_are_quoted_to_the_customer_and_read_before(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    answer = an_answer(side, quoted="> Tedes a peza?")
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/1/replies/draft/"), {"body": "Ola Uxía:", "html": "<div>Ola Uxía:</div>"})
    page = agent.get(acme.url(f"cases/1/replies/?quote={answer.pk}"))
    assert typed(page, "body") == "Ola Uxía:\n\nChega o <luns>"
    assert typed(page, "html") == "<div>Ola Uxía:</div><div><br>Chega o &lt;luns&gt;</div>"
    assert typed(page, "to") == f"Uxía Cliente <{UXIA}>"
    assert not Message.objects.exists()


def test_whom_one_may_want_to_ask_is_offered(case: Case, acme: Cast, visit: Visit) -> None:
    asked(case, by=acme.agent)
    agent, address = visit.as_(acme.agent), acme.url("cases/1/side-conversations/people/")

    def offered(typed: str) -> str:
        return agent.get(address, {"to": typed}).content.decode()

    assert f"Provedor &lt;{SUPPLIER}&gt;" in offered("prov")
    assert acme.colleague.identity.email in offered(acme.colleague.name[:5])
    assert UXIA in offered("Uxía")
    assert f"un@a.example, Provedor &lt;{SUPPLIER}&gt;" in offered("un@a.example, prov")


def test_nobody_is_offered_whom_others_asked_in_cases_one_does_not_see(case: Case, acme: Cast, visit: Visit) -> None:
    hidden = make.case("A doutra", responsible=acme.colleague, by=acme.colleague)
    asked(hidden, by=acme.colleague)
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=Sees.OWN)
    address = acme.url("cases/1/side-conversations/people/")
    assert SUPPLIER not in visit.as_(acme.agent).get(address, {"to": "prov"}).content.decode()
    assert SUPPLIER in visit.as_(acme.supervisor).get(address, {"to": "prov"}).content.decode()


def test_closing_says_that_somebody_was_asked_and_is_no_bar(case: Case, acme: Cast, visit: Visit) -> None:
    agent, address = visit.as_(acme.agent), acme.url("cases/1/resolution/")
    words = "aún no ha respondido"
    assert words not in agent.get(address).content.decode()
    side = asked(case, by=acme.agent).side
    page = agent.get(address).content.decode()
    assert words in page
    assert "Cerrar caso" in page
    an_answer(side)
    assert words not in agent.get(address).content.decode()


def test_who_may_not_write_to_customers_reads_it_and_writes_nothing(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    an_answer(side)
    observer = visit.as_(acme.observer)
    for address in ("cases/1/", f"cases/1/side-conversations/{side.pk}/"):
        page = observer.get(acme.url(address)).content.decode()
        assert "Chega o &lt;luns&gt;" in page
        assert "Enviar al tercero" not in page
        assert "Citar al cliente" not in page
    assert observer.post(acme.url(f"cases/1/side-conversations/{side.pk}/"), said()).status_code == 403


def test_three_threads_ask_as_much_as_one(
    case: Case, acme: Cast, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    agent = visit.as_(acme.agent)
    an_answer(asked(case, by=acme.agent).side)
    agent.get(acme.url("cases/1/"))
    with CaptureQueriesContext(connection) as one:
        agent.get(acme.url("cases/1/"))
    for _number in range(2):
        an_answer(asked(case, by=acme.agent).side)
    with django_assert_max_num_queries(len(one)):
        agent.get(acme.url("cases/1/"))


def test_a_list_shows_and_finds_the_cases_that_wait(case: Case, acme: Cast, visit: Visit) -> None:
    make.case("Outra", by=acme.agent)
    side = asked(case, by=acme.agent).side
    agent = visit.as_(acme.agent)
    every = agent.get(acme.url("cases/?view=all")).content.decode()
    assert every.count("rows__asked") == 1
    found = agent.get(acme.url("cases/?view=all&third=waiting")).content.decode()
    assert ("A cámara non arrinca" in found, "Outra" in found) == (True, False)
    between, goes_on = make.case("No medio", by=acme.agent), make.case("Queda", by=acme.agent)
    merge(between, [case], by=acme.agent, now=timezone.now())
    merge(goes_on, [between], by=acme.agent, now=timezone.now())
    pending = agent.get(acme.url("cases/?view=pending&third=waiting")).content.decode()
    assert ("Queda" in pending, pending.count("rows__asked")) == (True, 1)
    an_answer(side)
    found = agent.get(acme.url("cases/?view=all&third=waiting")).content.decode()
    assert ("A cámara non arrinca" in found, "Queda" in found) == (False, False)


def test_those_of_a_merged_case_are_read_where_it_went(case: Case, acme: Cast, visit: Visit) -> None:
    side = asked(case, by=acme.agent).side
    other = make.case("Outra", by=acme.agent)
    merge(other, [case], by=acme.agent, now=timezone.now() + timedelta(seconds=1))
    page = visit.as_(acme.agent).get(acme.url(f"cases/{other.folio}/")).content.decode()
    assert "Tedes a peza?" in page
    assert acme.url(f"cases/{case.folio}/side-conversations/{side.pk}/") in page
    answer = visit.as_(acme.agent).post(
        acme.url(f"cases/{case.folio}/side-conversations/{side.pk}/"), {"to": SUPPLIER, "body": "E logo?"}
    )
    assert answer.status_code == 302
    assert set(Message.with_sides.values_list("case", "side")) == {(case.pk, side.pk)}
