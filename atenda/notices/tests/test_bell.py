"""The bell and the wishes of one colleague."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from atenda.access.abilities import Sees
from atenda.cases.editing import edit
from atenda.conversations.noting import note
from atenda.notices import bell
from atenda.notices.announcing import tell_case
from atenda.notices.models import Mail, Notice, Reason
from atenda.notices.preferences import end_of_quiet, next_time, prefer
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

LATER = NOW + timedelta(minutes=5)
DEFAULTS = {"off": [], "quiet_from": None, "quiet_until": None, "digest": False, "digest_at": time(8), "now": NOW}


def a_case(acme: Cast):
    case = make.case(responsible=acme.agent, by=acme.admin)
    tell_case(case.pk, now=LATER)
    return case


def test_the_bell_counts_tells_and_forgets_when_read(acme: Cast, visit: Visit) -> None:
    a_case(acme)
    look = visit.as_(acme.agent).get
    assert "bell-count" in look(acme.url("bell/count/")).content.decode()
    page = look(acme.url("bell/")).content.decode()
    assert "No arranca la cámara" in page
    assert "Antía Admin" in page
    line = Notice.objects.get(agent=acme.agent)
    answer = visit.post(acme.url(f"bell/{line.pk}/reading/"))
    assert answer.headers["Location"] == acme.url("cases/1/")
    assert look(acme.url("bell/count/")).content == b""


def test_a_line_of_somebody_else_is_not_there(acme: Cast, visit: Visit) -> None:
    a_case(acme)
    line = Notice.objects.get(agent=acme.agent)
    assert visit.as_(acme.colleague).post(acme.url(f"bell/{line.pk}/reading/")).status_code == 404
    visit.post(acme.url("bell/reading/"))
    line.refresh_from_db()
    assert line.read_at is None


def test_a_case_out_of_sight_takes_its_lines_along(acme: Cast) -> None:
    """3.38"""
    case = a_case(acme)
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save(update_fields=["sees"])
    assert bell.unread(acme.agent) == 1
    from atenda.cases.assignment import assign

    assign(case, responsible=acme.colleague, by=acme.admin, now=LATER)
    assert (bell.unread(acme.agent), bell.lines(acme.agent)) == (0, ([], 0))


def test_a_channel_can_be_switched_off_for_one_kind(acme: Cast) -> None:
    """B59"""
    prefer(acme.agent, **{**DEFAULTS, "off": ["opened:mail", "edited:bell", "nonsense"]})
    case = a_case(acme)
    assert not Mail.objects.filter(agent=acme.agent).exists()
    assert Notice.objects.get(agent=acme.agent).read_at is None
    edit(case, reference="Outra", by=acme.admin, now=LATER)
    tell_case(case.pk, now=LATER + timedelta(hours=1))
    assert Mail.objects.filter(agent=acme.agent, kind="edited").count() == 1
    assert Notice.objects.filter(agent=acme.agent).count() == 1


def test_mails_of_quiet_hours_come_when_they_end(acme: Cast) -> None:
    """B59: 10:35 in Madrid is within 10:00–12:00."""
    prefer(acme.agent, **{**DEFAULTS, "quiet_from": time(10), "quiet_until": time(12)})
    a_case(acme)
    mail = Mail.objects.get(agent=acme.agent)
    assert (mail.due_at, mail.reason) == (datetime(2026, 11, 2, 11, 0, tzinfo=UTC), Reason.QUIET_HOURS)


def test_quiet_hours_go_over_midnight_and_through_the_change_of_clocks() -> None:
    from zoneinfo import ZoneInfo

    madrid = ZoneInfo("Europe/Madrid")
    night = (time(22), time(7))
    assert end_of_quiet(*night, datetime(2026, 10, 24, 21, 0, tzinfo=UTC), madrid) == datetime(
        2026, 10, 25, 6, 0, tzinfo=UTC
    )
    assert end_of_quiet(*night, datetime(2026, 10, 25, 4, 0, tzinfo=UTC), madrid) == datetime(
        2026, 10, 25, 6, 0, tzinfo=UTC
    )
    assert end_of_quiet(*night, datetime(2026, 10, 25, 12, 0, tzinfo=UTC), madrid) is None
    assert end_of_quiet(time(8), time(8), NOW, madrid) is None


def test_the_next_time_is_always_later(acme: Cast) -> None:
    at_nine = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    assert next_time(time(9), at_nine) == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    assert next_time(time(9), at_nine - timedelta(seconds=1)) == at_nine


def test_preferences_are_kept_from_the_page(acme: Cast, visit: Visit) -> None:
    form = {"wanted": ["closed:mail"], "quiet_from": "20:00", "quiet_until": "08:00", "digest_at": "07:30"}
    assert visit.as_(acme.agent).post(acme.url("me/notices/"), form).status_code == 302
    page = visit.get(acme.url("me/notices/")).content.decode()
    assert page.count(" checked") == 1
    assert 'value="20:00"' in page
    half = {**form, "quiet_until": ""}
    assert visit.post(acme.url("me/notices/"), half).status_code == 422


def test_before_saving_one_sees_who_will_be_told_and_what(acme: Cast, visit: Visit) -> None:
    """B60"""
    case = a_case(acme)
    form = {
        "seen": "1",
        "reference": case.reference,
        "description": "Agora gotea",
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
    }
    page = visit.as_(acme.agent).post(acme.url("cases/1/foreseen/"), form).content.decode()
    assert "Uxía Cliente" in page
    assert "Agora gotea" in page
    assert "Antía Admin" in page
    case.refresh_from_db()
    assert case.description == ""


def test_saved_quietly_from_the_page_nobody_is_told(acme: Cast, visit: Visit) -> None:
    """B60"""
    case = a_case(acme)
    form = {
        "seen": "1",
        "reference": "Outra cousa",
        "description": "",
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
        "quietly": "1",
    }
    Mail.objects.all().delete()
    assert visit.as_(acme.agent).post(acme.url("cases/1/matter/"), form).status_code == 302
    tell_case(case.pk, now=datetime(2030, 1, 1, tzinfo=UTC))
    case.refresh_from_db()
    assert (case.reference, Mail.objects.count()) == ("Outra cousa", 0)


def test_whoever_a_note_calls_by_name_hears_of_it_and_of_nothing_else(acme: Cast) -> None:
    case = a_case(acme)
    edit(case, reference="Outra", by=acme.agent, now=LATER)
    note(case, body="@Carme Compañeira, miras isto?", by=acme.agent, now=LATER)
    tell_case(case.pk, now=LATER + timedelta(hours=1))
    assert bell.lines(acme.colleague)[0][0].sentences == ["Xoán Axente te mencionó"]
    assert bell.unread(acme.observer) == 0


def test_who_is_mentioned_among_other_news_reads_that_and_the_rest(acme: Cast) -> None:
    case = a_case(acme)
    note(case, body="@Xoán Axente, chamas ti?", by=acme.admin, now=LATER)
    note(case, body="Chamei eu", by=acme.colleague, now=LATER)
    tell_case(case.pk, now=LATER + timedelta(hours=1))
    said = bell.lines(acme.agent)[0][0].sentences
    assert said == ["Antía Admin te mencionó", "Carme Compañeira escribió una nota"]
    assert "Antía Admin escribió una nota" not in bell.lines(acme.agent)[0][0].sentences


def test_a_mention_of_somebody_who_may_not_see_the_case_stays_unheard(acme: Cast) -> None:
    """3.38"""
    acme.observer.role.sees = Sees.OWN
    acme.observer.role.save(update_fields=["sees"])
    case = a_case(acme)
    note(case, body="@Olaia Observadora", by=acme.agent, now=LATER)
    tell_case(case.pk, now=LATER + timedelta(hours=1))
    assert not Notice.objects.filter(agent=acme.observer).exists()


def test_the_page_of_a_case_lists_its_mails(acme: Cast, visit: Visit) -> None:
    a_case(acme)
    page = visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert "Uxía Cliente" in page
    assert "Xoán Axente" in page
