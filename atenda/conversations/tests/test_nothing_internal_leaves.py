"""What is for colleagues alone reaches no customer, whatever leaves of the case (U22, B13; hardening 3.38)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close, reopen
from atenda.cases.models import Case
from atenda.cases.tagging import tags_called
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import News
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import Cast

UXIA, SECRET = "uxia@cliente.example", "lois.canario@outra.example"
CANARIES = ("canarionota", "canariochamada", "canarioficheiro", "canarioetiqueta", "canarioborrador", "lois.canario")


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
