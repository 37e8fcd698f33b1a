"""Saved quietly: nobody hears, colleagues see that nobody heard, and what takes it back is as quiet (B60)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.timeline import timeline
from atenda.conversations.timeline_rows import Showing
from atenda.history.chain import verify
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.notices.announcing import tell_case
from atenda.notices.models import Mail, News, Notice
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)
SAYS = "Sin notificar: Xoán Axente lo guardó sin avisar a nadie"


def a_case(acme: Cast) -> Case:
    """Told of its opening; from here on whoever hears, hears of something else."""
    case = make.case(responsible=acme.colleague, by=acme.agent)
    tell_case(case.pk, now=SOON)
    Mail.objects.all().delete()
    Notice.objects.all().delete()
    return case


def closed_quietly(case: Case, acme: Cast) -> list[Event]:
    with one_deed() as done:
        done.is_quiet = True
        close(case, by=acme.agent, now=SOON)
    return list(done.events)


def heard(case: Case) -> int:
    tell_case(case.pk, now=datetime(2030, 1, 1, tzinfo=UTC))
    return Mail.objects.count() + Notice.objects.count()


def test_the_timeline_says_that_nobody_was_told(acme: Cast) -> None:
    case = a_case(acme)
    closed_quietly(case, acme)
    assert heard(case) == 0
    entries = timeline(case, reader=acme.agent, now=LATER).entries
    assert [entry.sentence for entry in entries[:2]] == [SAYS, "Xoán Axente cerró el caso"]
    changes = timeline(case, reader=acme.agent, now=LATER, showing=Showing.CHANGES).entries
    assert changes[0].sentence == SAYS
    assert list(verify()) == []


def test_what_was_told_carries_no_such_mark(acme: Cast) -> None:
    case = a_case(acme)
    close(case, by=acme.agent, now=SOON)
    assert not Event.objects.filter(kind="notice.kept_quiet").exists()
    assert heard(case) > 0


def test_a_quiet_deed_is_taken_back_quietly_and_so_is_that(acme: Cast) -> None:
    case = a_case(acme)
    (closing,) = closed_quietly(case, acme)
    undo(closing, by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.is_pending
    assert heard(case) == 0
    undone = Event.objects.get(kind="case.unmoved")
    assert Event.objects.filter(kind="notice.kept_quiet").latest("pk").payloads.get().after == {"events": [undone.pk]}
    assert News.objects.filter(is_quiet=False).count() == 1  # the opening


def test_a_deed_that_was_told_is_taken_back_aloud(acme: Cast) -> None:
    case = a_case(acme)
    edit(case, reference="Outra", by=acme.agent, now=SOON)
    closed_quietly(case, acme)
    undo(Event.objects.get(kind="case.edited"), by=acme.agent, now=LATER)
    undo(Event.objects.get(kind="case.closed"), by=acme.agent, now=LATER)
    assert [news.is_quiet for news in News.objects.order_by("pk")] == [False, False, True, False, True]


def test_taken_back_together_with_what_was_told_it_is_told(acme: Cast) -> None:
    """Two deeds named at once: silence is only for what was silent alone."""
    case = a_case(acme)
    edit(case, reference="Outra", by=acme.agent, now=SOON)
    closed_quietly(case, acme)
    with one_deed():
        for kind in ("case.closed", "case.edited"):
            undo(Event.objects.get(kind=kind), by=acme.agent, now=LATER)
    assert not News.objects.latest("pk").is_quiet


def test_the_bar_after_a_quiet_close_takes_it_back_by_the_page(acme: Cast, visit: Visit) -> None:
    """The mark is no deed: what the bar names is the close alone."""
    case = a_case(acme)
    visit.as_(acme.agent).post(acme.url("cases/1/resolution/"), {"quietly": "1"})
    page = visit.get(acme.url("cases/1/")).content.decode()
    assert SAYS in page
    closing = Event.objects.get(kind="case.closed")
    assert visit.post(acme.url("deeds/undoing/"), {"deed": str(closing.pk)}).status_code == 302
    case.refresh_from_db()
    assert case.is_pending
    assert heard(case) == 0
