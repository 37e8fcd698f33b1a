"""A customer answers on their page: as a mail of theirs would, once, and nothing lost where it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.access.models import Tally
from atenda.cases.lifecycle import close
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.customers.opening import open_contact
from atenda.files.models import Attachment, Upload
from atenda.history.models import Event
from atenda.intake import ledger
from atenda.intake.blocking import block
from atenda.notices.models import Kind, News
from atenda.notices.readers import address_of
from atenda.portal.tests.conftest import Person, field
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_it_is_a_message_of_the_case_with_its_files(acme: Cast, case: Case, person: Person) -> None:
    done = person.answers("Segue a gotear\n\nmáis ca onte", files={"foto.txt": b"auga", "parte.pdf": PDF})
    assert (done.status_code, done["Location"]) == (302, f"{person.path}?done=answered")
    message = Message.objects.get()
    assert (message.text, message.direction, message.from_page) == ("Segue a gotear\n\nmáis ca onte", "in", True)
    assert (message.contact_id, message.sender_address) == (acme.customer.pk, address_of(acme.customer))
    assert {file.name: file.review for file in Attachment.objects.filter(message=message)} == {
        "foto.txt": "pending",
        "parte.pdf": "pending",
    }
    assert not Upload.objects.exists()
    event = Event.objects.get(kind="message.received")
    assert event.payloads.get().after["files"] == ["foto.txt", "parte.pdf"]
    assert News.objects.filter(case=case, kind=Kind.WROTE).count() == 1
    case.refresh_from_db()
    assert case.contacted_at is not None
    page = person.reads("?done=answered")
    assert "Tenemos su respuesta" in page
    assert "Segue a gotear" in page
    file = Attachment.objects.get(name="foto.txt")
    got = person.browser.get(f"{person.path}files/{file.pk}/")
    assert (got.content, got["Content-Disposition"]) == (b"auga", 'attachment; filename="foto.txt"')
    assert (got["Cache-Control"], got["X-Robots-Tag"]) == ("no-store", "noindex, nofollow, noarchive")


def test_colleagues_see_where_it_was_written_and_no_mail_behind_it(
    acme: Cast, case: Case, person: Person, visit: Visit
) -> None:
    person.answers("Segue a gotear")
    page = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()
    assert "Segue a gotear" in page
    assert "En su página" in page
    assert "Original (.eml)" not in page
    assert "/why/" not in page
    assert list(ledger.breaks(timezone.now())) == []  # nor is one missed


def test_sent_twice_it_is_there_once(case: Case, person: Person) -> None:
    stamped = person.stamp()
    assert [person.answers("Unha vez", stamped=stamped).status_code for _ in range(3)] == [302, 302, 302]
    assert Message.objects.count() == 1


def test_it_reopens_as_a_mail_would(acme: Cast, case: Case, person: Person) -> None:
    close(case, by=acme.agent, now=timezone.now() - timedelta(days=2))
    person.answers("Grazas!")
    case.refresh_from_db()
    assert not case.is_pending
    person.answers("Non funciona")
    case.refresh_from_db()
    assert case.is_pending
    assert Message.objects.filter(case=case).count() == 2


def test_too_late_it_is_a_case_that_follows(acme: Cast, case: Case, person: Person) -> None:
    close(case, by=acme.agent, now=timezone.now() - timedelta(days=31))
    stamped = person.stamp()
    done = person.answers("Volveu pasar", files={"foto.txt": b"auga"}, stamped=stamped)
    again = person.answers("Volveu pasar", stamped=stamped)
    assert done["Location"] == again["Location"]
    follow_up = Case.objects.get(follows=case)
    message = Message.objects.get()
    assert message.case_id == follow_up.pk
    assert Attachment.objects.get().case_id == follow_up.pk
    page = person.browser.get(done["Location"]).content.decode()
    assert f"Caso {follow_up.folio}" in page
    assert "es un caso nuevo" in page


def test_what_is_refused_keeps_words_and_files(case: Case, person: Person) -> None:
    """A program among the files: nothing is sent, the rest waits, and what was typed stands there."""
    sent = person.answers("Vai a factura", files={"factura.txt": b"12 euros", "virus.exe": b"MZ\x90\x00" * 40})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "Vai a factura" in page
    assert "virus.exe: " in page
    assert "factura.txt" in page
    assert not Message.objects.exists()
    kept = Upload.objects.get()
    form = {"begun": "1", "there": str(kept.pk), "keep": str(kept.pk)}
    done = person.answers("Vai a factura", stamped=field(page, "stamp"), **form)
    assert done.status_code == 302
    assert [file.name for file in Attachment.objects.all()] == ["factura.txt"]


def test_a_file_that_is_unchosen_is_not_sent(case: Case, person: Person) -> None:
    page = person.answers("", files={"a.txt": b"un", "b.exe": b"MZ\x90\x00" * 40}).content.decode()
    kept = Upload.objects.get()
    person.answers("Sen ficheiro", stamped=field(page, "stamp"), begun="1", there=str(kept.pk))
    assert Message.objects.get().text == "Sen ficheiro"
    assert not Attachment.objects.exists()


def test_files_of_another_form_are_not_taken_along(case: Case, person: Person) -> None:
    person.answers("", files={"a.txt": b"un", "b.exe": b"MZ\x90\x00" * 40})
    foreign = Upload.objects.get()
    person.answers("Outro", begun="1", there=str(foreign.pk), keep=str(foreign.pk))
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"stamped": "x.y.z"},
        {"website": "https://evil.example"},
        {"text": "   "},
        {"text": "x" * 20_001},
    ],
)
def test_what_is_not_right_is_said_and_nothing_happens(given: dict[str, str], case: Case, person: Person) -> None:
    form = {"text": "Ola de novo", **given}
    refused = person.answers(**form)
    assert refused.status_code == 422
    assert form["text"].strip() in refused.content.decode()
    assert not Message.objects.exists()


def test_a_form_for_another_address_or_too_quick_or_too_old_is_not_taken(case: Case, person: Person) -> None:
    from atenda.portal.stamps import stamp

    now = timezone.now()
    for stamped in (
        stamp("1.2.other", now=now - timedelta(minutes=1)),
        stamp(person.token, now=now),
        stamp(person.token, now=now - timedelta(days=8)),
    ):
        refused = person.answers("Ola", stamped=stamped)
        assert refused.status_code == 422
        assert ">Ola</textarea>" in refused.content.decode()
    assert not Message.objects.exists()


def test_a_blocked_sender_writes_nothing(acme: Cast, case: Case, person: Person) -> None:
    block(address_of(acme.customer), by=acme.admin, now=timezone.now())
    assert person.answers("Ola").status_code == 422
    assert not Message.objects.exists()


def test_after_twenty_in_an_hour_it_waits_with_the_words_kept(case: Case, person: Person) -> None:
    for number in range(20):
        assert person.answers(f"Número {number}").status_code == 302
    refused = person.answers("O vinte e un", files={"a.txt": b"un"})
    assert refused.status_code == 429
    assert "Retry-After" in refused
    assert ">O vinte e un</textarea>" in refused.content.decode()
    assert "Demasiado de una vez" in refused.content.decode()
    assert (Message.objects.count(), Upload.objects.count()) == (20, 0)
    assert Tally.objects.filter(key__startswith="customer-answer").count() == 3


def test_the_organization_has_a_limit_of_its_own(case: Case, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from atenda.access.limits import CUSTOMER_ANSWER_OVERALL
    from atenda.portal import limiting

    monkeypatch.setattr(limiting, "CUSTOMER_ANSWER_OVERALL", replace(CUSTOMER_ANSWER_OVERALL, allowed=1))
    assert person.answers("Un").status_code == 302
    person.browser.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert person.answers("Dous").status_code == 429


def test_strangers_files_are_not_even_heard(acme: Cast, case: Case, person: Person) -> None:
    person.path = person.path[:-3] + "xx/"
    assert person.answers("Ola", files={"a.txt": b"un"}).status_code == 404
    assert not Upload.objects.exists()


def test_of_a_case_that_goes_on_in_anothers_the_answer_comes_there_and_nothing_of_it_is_told(
    acme: Cast, case: Case, person: Person
) -> None:
    other = make.case(
        "Doutra persoa", contact=open_contact(name="Lois Outro", by=None, now=timezone.now()), by=acme.agent
    )
    merge(other, [case], by=acme.agent, now=timezone.now())
    for done in (person.answers("Segue a gotear"), person.presses("unsolved"), person.presses("solved")):
        assert done.status_code in (302, 422)
        page = (
            person.browser.get(done["Location"]).content.decode() if done.status_code == 302 else done.content.decode()
        )
        assert "caso 2" not in page.lower()
        assert "Doutra persoa" not in page
    assert Message.objects.get().case == other
    assert "Segue a gotear" in person.reads()
