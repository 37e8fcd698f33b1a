"""What people decide about held mails, and the pages they do it on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.history.models import Event
from atenda.intake import by_hand
from atenda.intake.blocking import is_blocked
from atenda.intake.models import Block, End, Policy, RawMail, RuleEnd, Why
from atenda.intake.reading.shape import Address
from atenda.intake.refusals import NotHeld
from atenda.intake.rules.managing import add_rule
from atenda.intake.rules.vocabulary import condition_of
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mail as said_by_mail
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.intake.why import explain
from atenda.mailboxes.models import Mailbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox()


@pytest.fixture
def held(acme: Cast, support: Mailbox) -> RawMail:
    """A stranger's mail that names a case."""
    case = make.case(by=acme.agent)
    mail = a_mail()
    mail.replace_header("From", "Outra <outra@outra.example>")
    mail.replace_header("Subject", f"Re: Caso {case.folio}: cámara <script>alert(1)</script>")
    raw = came(support, mail)
    assert take_in(raw.pk, now=NOW) == End.HELD
    raw.refresh_from_db()
    assert (raw.why, raw.proposed) == (Why.STRANGER, case)
    return raw


def test_it_is_filed_where_it_was_proposed_and_its_sender_takes_part_from_then_on(
    acme: Cast, held: RawMail, support: Mailbox, visit: Visit
) -> None:
    page = visit.as_(acme.supervisor).get(acme.url("mails/"))
    assert "outra@outra.example" in page.text
    assert "<script>alert" not in page.text
    page = visit.get(acme.url(f"mails/{held.pk}/"))
    assert "Non arrinca." in page.text
    case = Case.objects.get()
    visit.post(acme.url(f"mails/{held.pk}/filing/"), {"folio": str(case.folio)})
    held.refresh_from_db()
    assert (held.end, held.why, held.case, held.ended_by) == (End.FILED, Why.BY_HAND, case, acme.supervisor)
    assert Message.objects.get().case == case
    assert case.contact_id == acme.customer.pk
    assert Event.objects.filter(kind="intake.filed").count() == 1
    again = a_mail(text="E logo?")
    again.replace_header("From", "outra@outra.example")
    again.replace_header("Subject", f"#{case.folio}")
    assert take_in(came(support, again).pk, now=NOW) == End.FILED
    visit.post(acme.url(f"mails/{held.pk}/filing/"), {"folio": str(case.folio)}, status=422)
    assert Message.objects.count() == 2


def test_a_number_that_leads_nowhere_is_said_beside_the_field(acme: Cast, held: RawMail, visit: Visit) -> None:
    visit.as_(acme.supervisor)
    for wrong in ("999999", "", "abc", "-1"):
        visit.post(acme.url(f"mails/{held.pk}/filing/"), {"folio": wrong}, status=422)
    held.refresh_from_db()
    assert held.end == End.HELD


def test_a_new_case_is_opened_for_whoever_wrote(acme: Cast, held: RawMail, visit: Visit) -> None:
    visit.as_(acme.supervisor).post(acme.url(f"mails/{held.pk}/filing/"), {"new": "1"})
    opened = Case.objects.order_by("-pk").first()
    assert opened.contact.emails.get().address == "outra@outra.example"
    assert Case.objects.count() == 2


def test_a_new_case_is_given_what_rules_and_mailbox_say_shown_before_and_told_after(
    acme: Cast, held: RawMail, support: Mailbox, visit: Visit
) -> None:
    """As if it had been filed by itself; a rule that would hold it keeps nobody from it, nor those behind it."""
    support.team, support.priority = acme.team, acme.priority("Media")
    support.save(update_fields=["team", "priority"])
    asked = [condition_of("sender", "at", ["outra.example"])]
    now = {"conditions": asked, "is_on": True, "by": acme.admin, "now": NOW}
    add_rule(name="Agarda", gives={}, ends=RuleEnd.HOLD, **now)
    add_rule(name="De fóra", gives={"category": acme.category("Queja").pk, "priority": acme.priority("Alta").pk}, **now)
    page = visit.as_(acme.supervisor).get(acme.url(f"mails/{held.pk}/")).text
    shown = page[page.index('id="foreseen"') :]
    assert all(word in shown for word in ("Outra", "Almacén", "Queja", "Alta", "De fóra"))
    assert Case.objects.count() == 1
    visit.post(acme.url(f"mails/{held.pk}/filing/"), {"new": "1"})
    case = Case.objects.latest("pk")
    assert (case.team, case.category, case.priority) == (acme.team, acme.category("Queja"), acme.priority("Alta"))
    held.refresh_from_db()
    why = explain(held, acme.admin)
    assert [(rule.name, rule.holds) for rule in why.by_hand] == [("Agarda", True), ("De fóra", True)]
    assert [what for _label, what in why.mailbox] == ["Almacén"]
    assert "De fóra" in visit.get(acme.url(f"mails/{held.pk}/why/")).text


def test_why_names_no_case_that_its_reader_does_not_see(acme: Cast, held: RawMail) -> None:
    case = make.case(by=acme.admin, responsible=acme.colleague)
    named = ["names_case", True, [case.folio, "tag"]]
    held.evidence = {"asked": [named, ["takes_part", False, ["x@y.es", case.folio]]]}
    assert [str(case.folio) in one.detail for one in explain(held, acme.admin).asked] == [True, True]
    acme.agent.role.sees = Sees.OWN
    assert [one.detail for one in explain(held, acme.agent).asked] == ["", ""]


def test_what_a_colleague_passed_on_is_opened_for_the_customer(acme: Cast, support: Mailbox) -> None:
    colleague = acme.agent.identity.email
    raw = a_raw(support, 5, end=End.HELD, why=Why.RULE, ended_at=NOW, sender=colleague)
    passed = said_by_mail(colleague, forwarded=Address("Brais", "brais@outra.example"))
    case = by_hand.file_into(raw, passed, Path(), case=None, by=acme.supervisor, now=NOW)
    assert case.contact.emails.get().address == "brais@outra.example"


def test_spam_is_dropped_its_sender_blocked_and_both_taken_back(
    acme: Cast, held: RawMail, support: Mailbox, visit: Visit
) -> None:
    visit.as_(acme.supervisor).post(acme.url(f"mails/{held.pk}/dropping/"), {"spam": "1", "block": "1"})
    held.refresh_from_db()
    assert (held.end, held.why) == (End.DROPPED, Why.SPAM)
    assert is_blocked("outra@outra.example")
    next_one = a_mail(text="Máis")
    next_one.replace_header("From", "outra@outra.example")
    assert take_in(came(support, next_one).pk, now=NOW) == End.DROPPED
    visit.post(acme.url(f"mails/{held.pk}/restoring/"), {})
    held.refresh_from_db()
    assert held.end == End.HELD
    visit.as_(acme.admin).post(acme.url(f"settings/mails/blocks/{Block.objects.get().pk}/removal/"), {})
    assert not is_blocked("outra@outra.example")


def test_a_domain_blocks_what_is_below_it(acme: Cast) -> None:
    from atenda.intake.blocking import block

    block("@Spam.example", by=acme.admin, now=NOW)
    assert is_blocked("x@spam.example")
    assert is_blocked("x@mail.spam.example")
    assert not is_blocked("x@notspam.example")


def test_what_was_dropped_twice_or_filed_is_refused(acme: Cast, held: RawMail) -> None:
    by_hand.drop(held, by=acme.admin, now=NOW)
    with pytest.raises(NotHeld):
        by_hand.drop(held, by=acme.admin, now=NOW)


def test_a_period_is_looked_at_anew_after_a_fix(acme: Cast, held: RawMail, support: Mailbox, visit: Visit) -> None:
    dropped = a_raw(support, 9, end=End.DROPPED, why=Why.BY_HAND, ended_at=NOW)
    day = NOW.date().isoformat()
    visit.as_(acme.supervisor).post(acme.url("mails/again/"), {"since": day, "until": day, "only": ""})
    held.refresh_from_db()
    dropped.refresh_from_db()
    assert (held.end, held.tries) == (End.RECEIVED, 0)
    assert dropped.end == End.DROPPED
    late = (NOW + timedelta(days=200)).date().isoformat()
    visit.post(acme.url("mails/again/"), {"since": day, "until": late, "only": ""}, status=422)


def test_the_original_is_saved_and_never_shown(acme: Cast, held: RawMail, visit: Visit) -> None:
    answer: Any = visit.as_(acme.supervisor).get(acme.url(f"mails/{held.pk}/original/"))
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"Non arrinca." in b"".join(answer.streaming_content)


def test_what_becomes_of_mails_is_chosen(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.admin)
    visit.post(acme.url("settings/mails/"), {"new_senders": "proposals", "reopen_days": "7"})
    assert (Policy.objects.get().new_senders, Policy.objects.get().reopen_days) == ("proposals", 7)
    visit.post(acme.url("settings/mails/"), {"new_senders": "nobody", "reopen_days": "-1"}, status=422)
    for wrong in ("spam", "@", "a b@c.example", "@nodots"):
        visit.post(acme.url("settings/mails/"), {"sender": wrong}, status=422)


def test_the_list_asks_as_much_for_three_as_for_one(acme: Cast, support: Mailbox, visit: Visit) -> None:
    visit.as_(acme.supervisor)
    counts = []
    for number in (1, 2, 3):
        a_raw(support, number, end=End.HELD, why=Why.STRANGER, ended_at=NOW, sender=f"{number}@x.example")
        visit.get(acme.url("mails/"))
        with CaptureQueriesContext(connection) as asked:
            visit.get(acme.url("mails/"))
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_words_and_reasons_narrow_the_list(acme: Cast, support: Mailbox, visit: Visit) -> None:
    a_raw(support, 1, end=End.HELD, why=Why.STRANGER, ended_at=NOW, sender="ana@x.example", subject="Cámara")
    a_raw(support, 2, end=End.HELD, why=Why.SPAM, ended_at=NOW, sender="bo@x.example", subject="Ofertas")
    visit.as_(acme.supervisor)
    assert "bo@x.example" not in visit.get(acme.url("mails/?end=held&q=ana")).text
    assert "ana@x.example" not in visit.get(acme.url("mails/?end=held&why=spam")).text
    assert "ana@x.example" in visit.get(acme.url("mails/?end=all&q=C%C3%A1mara%00")).text
    assert visit.get(acme.url("mails/?end=x&why=y&before=9999999999999999999999")).status_code == 200
