"""Rules of mails: what they ask, what they give, and that each question is kept as the answer to «why?» (U6)."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest

from atenda.cases.models import Case, Category, Priority, Tag
from atenda.cases.picklists import retire
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, undo
from atenda.intake.deciding import decide
from atenda.intake.filing import settle
from atenda.intake.models import End, RawMail, Rule, RuleEnd, Why
from atenda.intake.reading.shape import Address, Automatic, ReadMail
from atenda.intake.rules import managing
from atenda.intake.rules.facts import Facts, said_by
from atenda.intake.rules.holding import test_of as asking
from atenda.intake.rules.judging import judge, ready
from atenda.intake.rules.refusals import DoesNothing, NoConditions, NotOffered, OtherRules
from atenda.intake.rules.vocabulary import BadCondition, condition_of
from atenda.intake.tests.mails import a_mail, a_mailbox, a_raw
from atenda.mailboxes.models import Mailbox
from atenda.organizations.revisions import touch
from atenda.staff.membership import deactivate
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox(team=acme.team)


def a_rule(acme: Cast, *conditions: tuple[str, str, str], **values: Any) -> Rule:
    """A rule that is on; the values of a condition with commas between them."""
    asked = [condition_of(field, how, words.split(",")) for field, how, words in conditions]
    given = {"name": "Facturas", "gives": {}, "is_on": True, **values}
    return managing.add_rule(
        conditions=asked or [condition_of("words", "has", ["camara"])], by=acme.admin, now=NOW, **given
    )


def value(model: Any, place: int = 0) -> Any:
    return model.objects.filter(retired_at=None).order_by("pk")[place]


def a_tag(word: str) -> Tag:
    tag: Tag = Tag.objects.create(labels=dict.fromkeys(("es", "gl", "en"), word), key=word)
    touch()
    return tag


def come_in(support: Mailbox, folder: Path, mail: ReadMail, number: int = 1, **values: Any) -> RawMail:
    raw = a_raw(support, number, **values)
    settle(raw, mail, decide(mail, raw, now=NOW), folder, now=NOW)
    return raw


def holds(support: Mailbox, field: str, how: str, values: str, mail: ReadMail, **raw: Any) -> bool:
    row = RawMail(mailbox=support, **{"size": 900, **raw})
    return asking(condition_of(field, how, values.split(",")))(Facts.of(said_by(mail, row)))[0]


@pytest.mark.parametrize(
    ("field", "how", "values", "answer"),
    [
        ("sender", "is", "UXIA@cliente.example", True),
        ("sender", "is", "outra@cliente.example, uxia@cliente.example", True),
        ("sender", "is", "xia@cliente.example", False),
        ("sender", "is_not", "uxia@cliente.example", False),
        ("sender", "at", "@cliente.example", True),
        ("sender", "at", "example", True),
        ("sender", "at", "iente.example", False),
        ("sender", "not_at", "outra.example", True),
        ("sender", "has", "uxia", True),
        ("sender", "has_not", "cliente", False),
        ("recipient", "is", "soporte@acme.example", True),
        ("recipient", "is_not", "ventas@acme.example", True),
        ("recipient", "at", "acme.example", True),
        ("subject", "has", "CAMARA", True),
        ("subject", "has", "cámara non", True),
        ("subject", "has", "cam", False),
        ("subject", "has", "camara arrinca", False),
        ("subject", "begins", "arrin", True),
        ("subject", "begins", "rrin", False),
        ("subject", "has_not", "factura,cámara", False),
        ("words", "has", "dende onte", True),
        ("words", "has", "factura,ónte", True),
        ("words", "has", "arrinca boas", False),
        ("words", "has_not", "factura", True),
        ("size", "over", "1", False),
        ("size", "under", "1", True),
        ("language", "is", "gl", True),
        ("language", "is_not", "es,gl", False),
        ("automatic", "is", "", False),
        ("automatic", "is_not", "", True),
    ],
)
def test_conditions_compare_words_without_accents_and_addresses_whole(
    support: Mailbox, field: str, how: str, values: str, answer: bool
) -> None:
    assert holds(support, field, how, values, a_mail()) is answer


def test_what_was_kept_is_what_is_asked(support: Mailbox) -> None:
    mail = a_mail(cc=(Address("", "ventas+pedidos@acme.example"),), new_text="x" * 20_000 + " factura")
    assert holds(support, "recipient", "is", "ventas@acme.example", mail)
    assert holds(support, "recipient", "is", "novo@acme.example", mail, envelope_to=["Novo@acme.example"])
    assert not holds(support, "words", "has", "factura", mail)
    assert holds(support, "automatic", "is", "", a_mail(automatic=Automatic.GENERATED))
    assert holds(support, "words", "has", "cañón", a_mail(subject="can\u0303o\u0301n"))
    assert not holds(support, "words", "has", "canon", a_mail(subject="cañón", new_text="", text=""))


@pytest.mark.parametrize(
    ("field", "how", "values"),
    [
        ("sender", "is", ["uxia"]),
        ("sender", "at", ["uxia@cliente.example"]),
        ("subject", "has", [" "]),
        ("subject", "has", ["¿?"]),
        ("subject", "begins", ["dúas palabras"]),
        ("subject", "is", ["x"]),
        ("sky", "has", ["x"]),
        ("size", "over", ["0"]),
        ("size", "over", ["²"]),
        ("size", "over", ["35001"]),
        ("language", "is", ["xx"]),
        ("words", "has", ["x" * 101]),
        ("words", "has", [str(n) for n in range(31)]),
    ],
)
def test_a_condition_that_cannot_be_is_refused(field: str, how: str, values: list[str]) -> None:
    with pytest.raises(BadCondition):
        condition_of(field, how, values)


def test_a_mail_opens_a_case_with_what_the_rules_give(acme: Cast, support: Mailbox, tmp_path: Path) -> None:
    first, second = value(Category), value(Category, 1)
    urgent, tags = value(Priority, 2), [a_tag("vip"), a_tag("avaría")]
    gives = {"category": first.pk, "tags": [tags[0].pk]}
    one = a_rule(acme, ("subject", "has", "cámara"), gives=gives)
    gives = {"category": second.pk, "priority": urgent.pk, "tags": [tags[1].pk], "responsible": acme.colleague.pk}
    a_rule(acme, ("words", "has", "onte"), ("language", "is", "pt"), match_all=False, name="Onte", gives=gives)
    a_rule(acme, ("subject", "has", "factura"), name="Outra", gives={"priority": value(Priority).pk})
    come_in(support, tmp_path, a_mail())
    case = Case.objects.get()
    assert (case.category_id, case.priority_id, case.team_id) == (first.pk, urgent.pk, acme.team.pk)
    assert (sorted(case.tag_ids), case.assignee_ids) == (sorted(tag.pk for tag in tags), [acme.colleague.pk])
    raw = RawMail.objects.get()
    asked = [(answer, kept) for name, answer, kept in raw.evidence["asked"] if name == "rule"]
    assert [(answer, kept["name"]) for answer, kept in asked] == [(True, "Facturas"), (True, "Onte"), (False, "Outra")]
    assert (asked[0][1]["id"], asked[0][1]["version"], asked[1][1]["stayed"]) == (one.pk, 1, ["category"])
    assert asked[2][1]["conditions"] == [["subject", "has", ["factura"], False, ""]]
    assert raw.said["reached"] is True


def test_a_later_rule_overwrites_only_when_it_says_so(acme: Cast, support: Mailbox, tmp_path: Path) -> None:
    first, second = value(Category), value(Category, 1)
    a_rule(acme, gives={"category": first.pk})
    later = a_rule(acme, gives={"category": second.pk}, overwrites=True)
    come_in(support, tmp_path, a_mail())
    assert Case.objects.get().category_id == second.pk
    managing.put_in_order([later.pk, Rule.objects.first().pk], by=acme.admin, now=NOW)
    come_in(support, tmp_path, a_mail("outra@cliente.example", message_id="<2@x>"), 2)
    assert Case.objects.order_by("pk").last().category_id == second.pk


@pytest.mark.parametrize(
    ("ends", "end", "why"), [("hold", End.HELD, Why.RULE), ("ignore", End.DROPPED, Why.RULE_IGNORES)]
)
def test_holding_and_ignoring_end_it(
    acme: Cast, support: Mailbox, tmp_path: Path, ends: str, end: End, why: Why
) -> None:
    a_rule(acme, ("sender", "at", "cliente.example"), ends=ends)
    a_rule(acme, name="Despois", gives={"category": value(Category).pk})
    raw = come_in(support, tmp_path, a_mail())
    assert (raw.end, raw.why) == (end, why)
    assert [kept["name"] for name, _answer, kept in raw.evidence["asked"] if name == "rule"] == ["Facturas"]
    assert not Case.objects.exists()


def test_rules_of_another_mailbox_and_those_that_are_off_are_not_asked(
    acme: Cast, support: Mailbox, tmp_path: Path
) -> None:
    other = a_mailbox("ventas@acme.example")
    a_rule(acme, ends=RuleEnd.HOLD, mailbox=other)
    off = a_rule(acme, ends=RuleEnd.HOLD, is_on=False)
    gone = a_rule(acme, ends=RuleEnd.HOLD)
    managing.remove(gone, by=acme.admin, now=NOW)
    assert come_in(support, tmp_path, a_mail()).end == End.FILED
    managing.switch(off, is_on=True, by=acme.admin, now=NOW)
    assert come_in(support, tmp_path, a_mail(message_id="<2@x>"), 2).end == End.HELD


def test_what_is_retired_or_gone_is_left_out_and_said(acme: Cast, support: Mailbox, tmp_path: Path) -> None:
    category = value(Category)
    a_rule(acme, gives={"category": category.pk, "responsible": acme.colleague.pk, "priority": value(Priority, 1).pk})
    retire(category, by=acme.admin, now=NOW)
    deactivate(acme.colleague, heir=None, by=acme.admin, now=NOW)
    raw = come_in(support, tmp_path, a_mail())
    case = Case.objects.get()
    assert (case.category, case.responsible, case.priority) == (None, None, value(Priority, 1))
    kept = next(kept for name, _answer, kept in raw.evidence["asked"] if name == "rule")
    assert kept["left_out"] == [["category", category.pk], ["responsible", acme.colleague.pk]]


def test_each_deed_is_recorded_and_taken_back(acme: Cast) -> None:
    rule, other = a_rule(acme, ends="hold", is_on=False), a_rule(acme, ends="hold", name="Outra")
    managing.change(rule, name="Novas", ends="ignore", by=acme.admin, now=NOW)
    managing.change(rule, name="Novas", by=acme.admin, now=NOW)
    assert (rule.version, Event.objects.filter(kind="intakerule.changed").count()) == (2, 1)
    managing.switch(rule, is_on=True, by=acme.admin, now=NOW)
    managing.put_in_order([other.pk, rule.pk], by=acme.admin, now=NOW)
    managing.remove(rule, by=acme.admin, now=NOW)
    for kind in ("removed", "ordered", "switched_on", "changed"):
        undo(Event.objects.get(kind=f"intakerule.{kind}"), by=acme.admin, now=NOW)
    rule.refresh_from_db()
    assert (rule.name, rule.ends, rule.is_on, rule.removed_at) == ("Facturas", "hold", False, None)
    assert list(Rule.objects.order_by("position").values_list("pk", flat=True)) == [rule.pk, other.pk]
    added = Event.objects.filter(kind="intakerule.added").order_by("pk").first()
    undo(added, by=acme.admin, now=NOW)
    rule.refresh_from_db()
    assert rule.removed_at is not None
    with pytest.raises(ChangedSince):
        undo(Event.objects.filter(kind="intakerule.restored").first(), by=acme.admin, now=NOW)


def test_a_rule_that_asks_nothing_or_does_nothing_is_refused(acme: Cast) -> None:
    asked = [condition_of("words", "has", ["x"])]
    with pytest.raises(NoConditions):
        managing.add_rule(name="x", conditions=[], gives={}, ends="hold", by=acme.admin, now=NOW)
    with pytest.raises(DoesNothing):
        managing.add_rule(name="x", conditions=asked, gives={}, by=acme.admin, now=NOW)
    category = value(Category)
    rule = a_rule(acme, gives={"category": category.pk})
    retire(category, by=acme.admin, now=NOW)
    with pytest.raises(NotOffered):
        managing.add_rule(name="x", conditions=asked, gives={"category": category.pk}, by=acme.admin, now=NOW)
    managing.change(rule, name="Aínda", by=acme.admin, now=NOW)
    with pytest.raises(OtherRules):
        managing.put_in_order([rule.pk, rule.pk], by=acme.admin, now=NOW)


def test_five_hundred_rules_are_asked_in_no_time(acme: Cast, support: Mailbox) -> None:
    words = [f"palabra{n}" for n in range(400)]
    mail = a_mail(new_text=" ".join(words * 30)[:100_000])
    rules = [
        ready(
            Rule(
                pk=n,
                name=f"Regra {n}",
                conditions=[
                    condition_of("words", "has", [f"palabra{n % 300 + 9} palabra{n % 300}", f"outra{n}"]).kept(),
                    condition_of("subject", "begins", [f"z{n}"]).kept(),
                    condition_of("sender", "at", [f"d{n}.example"]).kept(),
                ],
                match_all=False,
                ends="hold",
            )
        )
        for n in range(500)
    ]
    facts = said_by(mail, RawMail(mailbox=support, size=100_000))
    judge(rules, Facts.of(facts))
    began = process_time()
    for _ in range(10):
        assert judge(rules, Facts.of(facts)).ends == ""
    assert (process_time() - began) / 10 < 0.025  # some 2 ms alone on the machine
