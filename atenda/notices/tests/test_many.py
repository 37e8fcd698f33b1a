"""A deed on many cases fills nobody's post (1.3): what is too much at once comes in one mail."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState
from atenda.notices.sweeping import sweep
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.worklists.bulk import running
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.question import Question


def test_a_hundred_cases_given_to_a_colleague_come_in_a_few_mails(acme: Cast, postbox: Postbox) -> None:
    cases = [make.case(by=acme.supervisor) for _ in range(100)]
    sweep(timezone.now() + timedelta(hours=1))
    Mail.objects.all().delete()
    asked = {"deed": "responsible", "to": acme.colleague.pk}
    chosen = Chosen(Question(), tuple(case.folio for case in cases))
    bulk = running.begin(asked, chosen, key=uuid4(), by=acme.supervisor, now=NOW)
    running.carry_on(bulk, until_done=True)
    told = timezone.now() + timedelta(hours=1)
    sweep(told)
    mine = Mail.objects.filter(agent=acme.colleague)
    assert mine.count() == 100
    for minutes in (0, 0, 10, 11):
        deliver(now=told + timedelta(minutes=minutes))
    assert postbox.addresses.count("carme@acme.example") == 31
    assert set(mine.values_list("state", flat=True)) == {MailState.SENT, MailState.BUNDLED}
    last = postbox.arrived[-1].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    told_of = [case.folio for case in cases if f"/{case.folio}/" in last or f"[{case.folio}]" in last]
    assert len(told_of) >= 70
