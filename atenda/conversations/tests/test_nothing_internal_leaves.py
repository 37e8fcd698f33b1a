"""What is for colleagues alone reaches no customer, whatever leaves of the case (U22, B13; hardening 3.38)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from atenda.casefiles.gathering import gather
from atenda.casefiles.ledger import ledger
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close, reopen
from atenda.cases.models import Case
from atenda.cases.tagging import tags_called
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.receiving import Enclosed
from atenda.conversations.replying import Readers, reply
from atenda.conversations.sides.receiving import receive_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.customers.models import EmailAddress
from atenda.files.models import Attachment
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import News
from atenda.notices.tests.customers import path_of
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import Cast

UXIA, SECRET = "uxia@cliente.example", "lois.canario@outra.example"
CANARIES = ("canarionota", "canariochamada", "canarioficheiro", "canarioetiqueta", "canarioborrador", "lois.canario")
ASIDE = ("canariopregunta", "canarioasunto", "canarioresposta", "canarioplano", "provedor.example")


def test_no_word_for_colleagues_is_in_any_mail_to_the_customer(acme: Cast, visit: Any, postbox: Postbox) -> None:
    a_mailbox()
    case: Case = make.case("A cámara non arrinca", by=acme.agent, responsible=acme.agent)
    agent = visit.as_(acme.agent)
    file = SimpleUploadedFile("canarioficheiro.txt", b"canarioficheiro")
    agent.post(acme.url("cases/1/notes/"), {"body": f"canarionota @{acme.colleague.name}", "file": file})
    agent.post(acme.url("cases/1/notes/"), {"body": "canariochamada", "talk": "call_out", "outcome": "reached"})
    agent.post(acme.url("cases/1/replies/draft/"), {"to": UXIA, "subject": "x", "body": "canarioborrador"})
    seen = agent.get(acme.url("cases/1/")).content.decode()
    assert [word for word in CANARIES[:3] if word not in seen] == []
    now = timezone.now()
    edit(case, tags=tags_called(["canarioetiqueta"], by=acme.admin, now=now), by=acme.agent, now=now)
    for words in ("Ola Uxía", "E unha cousa máis"):
        reply(
            case,
            readers=Readers([("Uxía", UXIA)], bcc=[("", SECRET)]),
            subject="A cámara",
            text=words,
            answered=answered_in(case),
            by=acme.agent,
            now=now,
        )
    close(case, by=acme.agent, now=now)
    reopen(case, by=acme.agent, now=now)
    later = now + timedelta(hours=1)
    for case_id in set(News.objects.values_list("case", flat=True)):
        tell_case(case_id, now=later)
    while deliver(now=later):
        pass
    left = postbox.handed_to(UXIA)
    assert len(left) >= 3  # both answers, and what is told of the case
    assert Message.objects.count() == 2
    for mail in left:
        parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
        said = "\n".join([str(mail.items()), *parts])
        assert [word for word in CANARIES if word in said.lower()] == []
    assert postbox.handed_to(SECRET)  # who is meant to have it has it


def test_no_word_of_a_side_conversation_reaches_the_customer(acme: Cast, visit: Any, postbox: Postbox) -> None:
    """Neither a mail of the desk or of a person, nor their page, nor a file there, nor a case file without notes."""
    a_mailbox()
    EmailAddress.objects.get_or_create(address=UXIA, contact=acme.customer)
    case: Case = make.case("A cámara non arrinca", by=acme.agent, responsible=acme.agent)
    now = timezone.now()
    plan = make.file(case, b"plano", "plano.txt", by=acme.agent)
    side = asked(case, by=acme.agent, text="canariopregunta", subject="canarioasunto", passed_on=[plan], now=now).side
    answer = Message(direction="in", sender_name="Provedor", sender_address=SUPPLIER, text="canarioresposta", at=now)
    enclosed = [Enclosed(make.received(b"canarioplano", "canarioplano.txt"))]
    receive_aside(side, answer, files=enclosed, now=now)
    for words in ("Ola Uxía", "E unha cousa máis"):
        readers, answered = Readers([("Uxía", UXIA)]), answered_in(case)
        reply(case, readers=readers, subject=answered.subject, text=words, answered=answered, by=acme.agent, now=now)
    close(case, by=acme.agent, now=now)
    reopen(case, by=acme.agent, now=now)
    later = now + timedelta(hours=1)
    for case_id in set(News.objects.values_list("case", flat=True)):
        tell_case(case_id, now=later)
    while deliver(now=later):
        pass
    theirs = postbox.handed_to(UXIA)
    assert len(theirs) >= 3
    said = "\n".join(
        "\n".join([str(mail.items()), *(str(part.get_content()) for part in mail.walk() if not part.is_multipart())])
        for mail in theirs
    )
    [thirds] = postbox.handed_to(SUPPLIER)
    assert thirds["Message-ID"] not in said
    address = path_of(case, acme)
    page = visit.get(address)
    assert page.status_code == 200
    said += page.content.decode()
    for file in Attachment.objects.filter(message__side=side):
        assert visit.get(f"{address}files/{file.pk}/").status_code == 404
    handed = gather(case, by=acme.agent, now=later, with_notes=False)
    assert [file.name for file in handed.files] == [plan.name]  # and not once more as the mail's own
    said += str(handed.entries)
    said += str(list(ledger(case, handed.head, with_notes=False)))
    assert [word for word in ASIDE if word in said.lower()] == []
    whole = gather(case, by=acme.agent, now=later, with_notes=True)
    assert "canarioresposta" in str([entry.message and entry.message.text for entry in whole.entries])
