"""One mail a day instead of many (B59, U38)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.notices.announcing import tell_case
from atenda.notices.forgetting import forget_case
from atenda.notices.models import Mail, News, Notice, Preference
from atenda.notices.preferences import prefer
from atenda.notices.sweeping import sweep
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

EIGHT_NEXT_DAY = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)


def wants_a_digest(acme: Cast) -> None:
    prefer(acme.agent, off=["noted:mail"], quiet_from=None, quiet_until=None, digest=True, digest_at=time(8), now=NOW)


def digests() -> list[Mail]:
    return list(Mail.objects.filter(kind="digest"))


def test_the_day_comes_as_one_mail_the_longest_waiting_first(acme: Cast) -> None:
    wants_a_digest(acme)
    young = make.case("O novo", responsible=acme.agent, by=acme.admin, now=NOW + timedelta(hours=1))
    old = make.case("O vello", responsible=acme.agent, by=acme.admin)
    done = make.case("O feito", responsible=acme.agent, by=acme.admin, now=NOW - timedelta(days=1))
    edit(young, reference="O novo, cambiado", by=acme.admin, now=NOW + timedelta(hours=1))
    close(done, by=acme.admin, now=NOW + timedelta(hours=2))
    sweep(NOW + timedelta(hours=3))
    assert not Mail.objects.filter(agent=acme.agent).exists()
    assert Notice.objects.filter(agent=acme.agent, read_at=None).count() == 3
    sweep(EIGHT_NEXT_DAY - timedelta(seconds=1))
    assert digests() == []
    sweep(EIGHT_NEXT_DAY)
    sweep(EIGHT_NEXT_DAY + timedelta(seconds=20))
    (mail,) = digests()
    assert mail.address == "xoan@acme.example"
    places = [mail.text.index(word) for word in ("O vello", "O novo, cambiado", "O feito")]
    assert places == sorted(places)
    assert f"/cases/{old.folio}/" in mail.text
    assert Preference.objects.get().digest_due_at == EIGHT_NEXT_DAY + timedelta(days=1)


def test_a_day_without_news_sends_nothing(acme: Cast) -> None:
    wants_a_digest(acme)
    sweep(EIGHT_NEXT_DAY)
    assert digests() == []


def test_an_hour_missed_is_one_digest_and_not_several(acme: Cast) -> None:
    """6.27"""
    wants_a_digest(acme)
    case = make.case(responsible=acme.agent, by=acme.admin)
    tell_case(case.pk, now=NOW)
    for day in range(3):
        sweep(EIGHT_NEXT_DAY + timedelta(days=3, seconds=day))
    assert len(digests()) == 1


def test_erasing_a_case_erases_the_digests_that_name_it(acme: Cast) -> None:
    wants_a_digest(acme)
    eleven = [make.case(f"Caso {number}", responsible=acme.agent, by=acme.admin) for number in range(11)]
    tell_case(eleven[9].pk, now=NOW)
    News.objects.update(told_at=NOW)  # of the others nothing is said
    sweep(EIGHT_NEXT_DAY)
    forget_case(eleven[0])  # number 1, whose address is the beginning of that of number 10
    assert len(digests()) == 1
    forget_case(eleven[9])
    assert digests() == []
