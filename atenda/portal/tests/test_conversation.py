"""What of a conversation its customer reads, and that no word of anything else gets out (3.38)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.noting import note
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, reply
from atenda.conversations.taking_back import take_back  # noqa: F401  registers the undoing
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.files.models import Attachment, Review, Scan
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.notices.models import Mail, MailState
from atenda.notices.readers import address_of
from atenda.notices.tests.customers import let, path_of
from atenda.portal.tests.conftest import Person
from atenda.testing import make
from atenda.testing.cast import Cast

NOW = timezone.now()


def wrote(case: Case, text: str, *, to: str, cc: str = "", bcc: str = "", by, left: bool = True) -> Message:
    readers = Readers(to=[("", to)], cc=[("", cc)] if cc else (), bcc=[("", bcc)] if bcc else ())
    message = reply(case, readers=readers, subject="Re: caso", text=text, answered=answered_in(case), by=by, now=NOW)
    if left:
        Mail.objects.filter(written=message).update(state=MailState.SENT, sent_at=NOW)
    return message


def came(case: Case, text: str, *, sender: str, **given) -> Message:
    message = Message(
        direction=Direction.IN, sender_name="Alguén", sender_address=sender, subject="caso", text=text, at=NOW, **given
    )
    return receive(case, message, now=NOW)


def test_mails_between_the_desk_and_them_newest_last(acme: Cast, case: Case, person: Person) -> None:
    theirs = address_of(acme.customer)
    came(case, "PRIMEIRA", sender=theirs)
    wrote(case, "SEGUNDA", to=theirs, by=acme.agent)
    wrote(case, "TERCEIRA", to="outro@fora.example", cc=theirs, by=acme.agent)
    page = person.reads()
    places = [page.index(word) for word in ("PRIMEIRA", "SEGUNDA", "TERCEIRA")]
    assert places == sorted(places)
    assert "outro@fora.example" not in page


def test_a_mail_that_may_still_be_taken_back_is_not_there(acme: Cast, case: Case, person: Person) -> None:
    wrote(case, "AÍNDA NON", to=address_of(acme.customer), by=acme.agent, left=False)
    assert "AÍNDA NON" not in person.reads()
    Mail.objects.update(state=MailState.FAILED)
    assert "AÍNDA NON" in person.reads()


def test_one_that_was_taken_back_is_not_there(acme: Cast, case: Case, person: Person) -> None:
    wrote(case, "RETIRADA", to=address_of(acme.customer), by=acme.agent, left=False)
    undo(Event.objects.get(kind="message.sent"), by=acme.agent, now=NOW)
    assert "RETIRADA" not in person.reads()


def test_canary(acme: Cast, case: Case, person: Person) -> None:
    """A word of its own in every internal place: none of them in the page, its files or the customer's mails."""
    theirs, words = address_of(acme.customer), []

    def word() -> str:
        words.append(f"CANARIA{len(words)}X")
        return words[-1]

    note(case, body=word(), by=acme.agent, now=NOW)
    wrote(case, word(), to="provedor@fora.example", by=acme.agent)
    wrote(case, word(), to="provedor@fora.example", bcc=theirs, by=acme.agent)
    wrote(case, "público", to=theirs, bcc=f"{word()}@fora.example".lower(), by=acme.agent)
    words.append(words[-1].lower())
    hidden = came(case, word(), sender="provedor@fora.example")
    came(case, word(), sender=theirs, automatic="replied")
    other = open_contact(name=word(), emails=[Email("outra@fora.example")], by=acme.agent, now=NOW)
    another = make.case(word(), contact=other, description=word(), by=acme.agent)
    came(another, word(), sender="outra@fora.example")
    make.file(case, name=f"{word()}.txt", by=acme.agent)
    inner = make.file(case, name=f"{word()}.txt", by=acme.agent)
    Attachment.objects.filter(pk=inner.pk).update(message=hidden)
    acme.agent.phone = word()
    acme.customer.notes = word()
    acme.customer.save(update_fields=["notes"])
    case.solution = word()
    case.save(update_fields=["solution"])
    mine = came(case, "velaquí", sender=theirs)
    rejected = make.file(case, name="dni.txt", by=acme.agent)
    Attachment.objects.filter(pk=rejected.pk).update(message=mine, review=Review.REJECTED, reason=word())
    let(public_fields=["state", "description"])
    seen = "".join(person.reads(f"?language={language}") for language in ("es", "gl", "en"))
    seen += person.answers("").content.decode() + person.presses("solved").content.decode() + person.reads()
    for pk in Attachment.objects.values_list("pk", flat=True):
        seen += person.browser.get(f"{person.path}files/{pk}/").content.decode()
    seen += "".join(f"{mail.subject}{mail.text}" for mail in Mail.objects.filter(address=theirs, written=None))
    assert [each for each in words if each in seen] == []
    assert "velaquí" in seen
    assert "dni.txt" in seen


def test_only_files_of_what_is_shown_are_handed_out(acme: Cast, case: Case, person: Person) -> None:
    mine = came(case, "vai", sender=address_of(acme.customer))
    file = make.file(case, name="foto.txt", by=acme.agent)

    def answer(**changed) -> int:
        Attachment.objects.filter(pk=file.pk).update(**changed)
        return person.browser.get(f"{person.path}files/{file.pk}/").status_code

    assert answer() == 404
    assert answer(message=mine) == 200
    assert answer(removed_at=NOW) == 404
    assert answer(removed_at=None, review=Review.REJECTED, reason="borroso") == 404
    assert answer(review=Review.VALID) == 200
    file.content.scan = Scan.INFECTED
    file.content.save(update_fields=["scan"])
    assert answer() == 404
    assert "Contiene un virus" in person.reads()


def test_whoever_was_the_customer_before_reads_nothing_more(acme: Cast, case: Case, person: Person) -> None:
    """And the new customer reads nothing of what passed between the desk and the one before."""
    from atenda.cases.editing import edit

    came(case, "DA PRIMEIRA", sender=address_of(acme.customer))
    heir = open_contact(name="Herdeiro", emails=[Email("herdeiro@fora.example")], by=acme.agent, now=NOW)
    edit(case, contact=heir, by=acme.agent, now=NOW)
    assert person.browser.get(person.path).status_code == 404
    from urllib.parse import urlsplit

    from atenda.notices.customer_links import way_to

    page = Person(urlsplit(way_to(case, heir, now=timezone.now())).path).reads()
    assert "Herdeiro" in page
    assert "DA PRIMEIRA" not in page


def test_every_mail_a_person_writes_brings_the_link_to_the_customer_alone(acme: Cast, case: Case) -> None:
    theirs = address_of(acme.customer)
    wrote(case, "Ola", to=theirs, cc="provedor@fora.example", by=acme.agent)
    mails = {mail.address: mail for mail in Mail.objects.filter(written__isnull=False)}
    assert path_of(case, acme) in mails[theirs].text
    assert path_of(case, acme) in mails[theirs].html
    assert "/c/" not in mails["provedor@fora.example"].text + mails["provedor@fora.example"].html
    assert "/c/" not in Message.objects.get().text
    let(customer_page=False)
    wrote(case, "Ola outra vez", to=theirs, by=acme.agent)
    assert "/c/" not in Mail.objects.filter(address=theirs).latest("pk").text


@pytest.mark.parametrize(
    ("language", "words"), [("gl", "A súa resposta"), ("en", "Your answer"), ("xx", "Su respuesta")]
)
def test_it_is_read_in_the_language_chosen(language: str, words: str, person: Person) -> None:
    page = person.reads(f"?language={language}")
    assert words in page
    done = person.browser.post(f"{person.path}answer/?language={language}", {"text": "Ola", "stamp": person.stamp()})
    assert ("language=" in done["Location"]) == (language != "xx")


def test_a_hundred_mails_ask_no_more_questions_than_one(acme: Cast, case: Case, person: Person) -> None:
    theirs = address_of(acme.customer)
    came(case, "vai", sender=theirs)
    wrote(case, "veu", to=theirs, by=acme.agent)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            person.reads()
        return len(found)

    asked()
    few = asked()
    for number in range(100):
        came(case, f"vai {number}", sender=theirs)
    assert asked() == few
    assert few <= 12


def test_all_links_end_at_once_and_last_as_long_as_set(acme: Cast, case: Case, person: Person, visit) -> None:
    let(link_days=5)
    from atenda.notices.customer_links import open_links

    path_of(case, acme)
    assert open_links(case, now=timezone.now() + timedelta(days=4))
    assert not open_links(case, now=timezone.now() + timedelta(days=6))
    visit.as_(acme.agent).post(acme.url("settings/notices/customer-links/revocation/"), status=403)
    assert person.browser.get(person.path).status_code == 200
    visit.as_(acme.admin).post(acme.url("settings/notices/customer-links/revocation/"))
    assert Client().get(person.path).status_code == 404
    assert Event.objects.get(kind="policy.links_ended").payloads.get().after == {"links": 1}
