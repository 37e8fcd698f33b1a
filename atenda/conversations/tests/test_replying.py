"""A mail from a case to its customer: who gets it, what it says of itself, and how it is taken back (U21, B12, B18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.conversations.taking_back import HasLeft
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import UndoneBefore, undo
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=11)
UXIA, BREIXO, SECRET = "uxia@cliente.example", "breixo@cliente.example", "lois@outra.example"


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case(by=acme.agent)


def written(case: Case, cast: Cast, *, text: str = "Ola Uxía", **who: Any) -> Event:
    readers = Readers(**{"to": [("Uxía", UXIA)], **who})
    with one_deed() as done:
        reply(
            case, readers=readers, subject="Re: Factura", text=text, answered=answered_in(case), by=cast.agent, now=NOW
        )
    [event] = done.events
    return event


def test_everybody_gets_the_same_once_and_nobody_hears_of_those_unseen(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    written(case, acme, cc=[("", BREIXO), ("Uxía", UXIA.upper())], bcc=[("", SECRET)])
    deliver(now=LATER)
    mails = [postbox.handed_to(address) for address in (UXIA, BREIXO, SECRET)]
    assert [len(each) for each in mails] == [1, 1, 1]
    first = mails[0][0]
    assert len({each[0]["Message-ID"] for each in mails}) == 1
    theirs, *others = (bytes(each[0]).partition(b"\n\n")[2].decode() for each in mails)
    assert len(set(others)) == 1
    assert "/c/" not in others[0]
    assert theirs.count("/c/") == 3  # in the text, and in the HTML as address and as words: theirs alone (N16)
    assert first["To"] == f"Uxía <{UXIA}>"
    assert BREIXO in first["Cc"]
    assert all(SECRET not in bytes(each[0]).decode() for each in mails)


def test_a_person_wrote_it_and_it_says_so(case: Case, acme: Cast, postbox: Postbox) -> None:
    written(case, acme, text="Ola <Uxía>\n\nmire https://acme.example/x")
    deliver(now=LATER)
    [sent] = postbox.handed_to(UXIA)
    assert sent["From"].startswith("Xoán")
    for header in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "List-Unsubscribe"):
        assert header not in sent
    plain, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.split()[:4] == ["Ola", "<Uxía>", "mire", "https://acme.example/x"]
    assert "Ola &lt;Uxía&gt;" in html


def test_it_waits_as_long_as_it_can_be_taken_back_and_then_nobody_has_had_it(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    deed = written(case, acme, cc=[("", BREIXO)])
    deliver(now=NOW + timedelta(seconds=9))
    assert postbox.handed_to(UXIA) == []
    undo(deed, by=acme.agent, now=NOW + timedelta(seconds=9))
    deliver(now=LATER)
    assert postbox.handed_to(UXIA) == []
    assert {each.state for each in Mail.objects.filter(written__isnull=False)} == {MailState.DROPPED}
    case.refresh_from_db()
    assert case.contacted_at is None
    with pytest.raises(UndoneBefore):
        undo(deed, by=acme.agent, now=LATER)


def test_what_has_left_for_one_reader_is_taken_back_for_nobody(case: Case, acme: Cast, postbox: Postbox) -> None:
    deed = written(case, acme, cc=[("", BREIXO)])
    Mail.objects.filter(address=BREIXO).update(due_at=NOW + timedelta(hours=1))
    deliver(now=LATER)
    with pytest.raises(HasLeft):
        undo(deed, by=acme.agent, now=LATER)
    assert set(Mail.objects.filter(written__isnull=False).values_list("state", flat=True)) == {
        MailState.SENT,
        MailState.WAITING,
    }
    assert Message.objects.get().taken_back_at is None


def test_one_readers_refusal_stands_on_the_very_message(case: Case, acme: Cast, postbox: Postbox) -> None:
    written(case, acme, cc=[("", "nadie@cliente.example")])
    postbox.recipients["nadie@cliente.example"] = "550 5.1.1 nobody here"
    deliver(now=LATER)
    assert len(postbox.handed_to(UXIA)) == 1
    message = Message.objects.get()
    assert message.failed_at is not None
    assert message.failure.startswith("nadie@cliente.example: 550")
