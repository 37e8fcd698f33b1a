"""Rules of mails on their pages: written without scripts, tried before they are on, put in order, and told why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from atenda.cases.models import Case, Category
from atenda.history.models import Event
from atenda.intake.models import RawMail, Rule
from atenda.intake.rules import managing
from atenda.intake.rules.judging import ready
from atenda.intake.rules.trying import try_out
from atenda.intake.tests.mails import a_mail, a_mailbox
from atenda.intake.tests.test_rules import a_rule, come_in, value
from atenda.intake.why import QUESTIONS, explain
from atenda.mailboxes.models import Mailbox
from atenda.testing.cast import NOW, Cast

FORM = {
    "name": "Facturas",
    "match": "any",
    "what_0": "subject.has",
    "value_0": "Factura, recibo",
    "what_1": "language.is.pt",
    "ends": "hold",
}


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox(team=acme.team)


def test_a_rule_is_added_off_changed_and_taken_back(acme: Cast, visit: Any, support: Mailbox) -> None:
    category = value(Category).pk
    visit.as_(acme.admin).post(acme.url("settings/intake-rules/new/"), {**FORM, "category": category})
    rule = Rule.objects.get()
    assert (rule.name, rule.match_all, rule.ends, rule.is_on) == ("Facturas", False, "hold", False)
    assert rule.conditions == [
        {"field": "subject", "how": "has", "values": ["Factura", "recibo"]},
        {"field": "language", "how": "is", "values": ["pt"]},
    ]
    assert rule.gives == {"category": category}
    address = acme.url(f"settings/intake-rules/{rule.pk}/")
    page = visit.get(address).content.decode()
    assert 'value="Factura, recibo"' in page
    assert '<option value="language.is.pt" selected>' in page
    visit.post(address, {**FORM, "name": "Outras", "mailbox": support.pk})
    rule.refresh_from_db()
    assert (rule.name, rule.mailbox_id, rule.gives, rule.version) == ("Outras", support.pk, {}, 2)
    visit.post(acme.url("deeds/undoing/"), {"deed": Event.objects.get(kind="intakerule.changed").pk})
    rule.refresh_from_db()
    assert (rule.name, rule.mailbox_id, rule.gives) == ("Facturas", None, {"category": category})


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "id_name_error"),
        ({"what_0": "", "value_0": "", "what_1": ""}, "Elige qué se mira, al menos una vez."),
        ({"what_0": ""}, "Elige qué se mira."),
        ({"what_0": "sender.is", "value_0": "Uxía"}, "Escribe direcciones completas"),
        ({"what_2": "size.over", "value_2": "moito"}, "Un número de kB"),
        ({"what_0": "sky.is"}, "sky.is"),
        ({"ends": ""}, "Elige qué hace la regla"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_stays(
    acme: Cast, visit: Any, typed: dict[str, str], why: str
) -> None:
    page = visit.as_(acme.admin).post(acme.url("settings/intake-rules/new/"), {**FORM, **typed})
    assert (page.status_code, Rule.objects.count()) == (422, 0)
    assert why in page.content.decode()
    assert (typed.get("value_0", FORM["value_0"]) or "Facturas") in page.content.decode()


def test_more_conditions_are_asked_for_without_losing_what_was_typed(acme: Cast, visit: Any) -> None:
    page = visit.as_(acme.admin).post(acme.url("settings/intake-rules/new/"), {**FORM, "more": "1"})
    words = page.content.decode()
    assert (page.status_code, Rule.objects.count()) == (200, 0)
    assert ('value="Factura, recibo"' in words, 'name="what_4"' in words) == (True, True)


def test_rules_are_switched_and_put_in_order_and_removed(acme: Cast, visit: Any) -> None:
    first, second = a_rule(acme, ends="hold", name="Un", is_on=False), a_rule(acme, ends="hold", name="Dous")
    here = acme.url("settings/intake-rules/")
    visit.as_(acme.admin).post(f"{here}{first.pk}/switching/", {"on": "1"})
    visit.post(f"{here}order/", {"order": [first.pk, second.pk], "down": first.pk})
    assert list(Rule.objects.order_by("position").values_list("name", "is_on")) == [("Dous", True), ("Un", True)]
    visit.post(f"{here}order/", {"order": [first.pk]})
    page = visit.get(here).content.decode()
    assert "Las reglas ya son otras" in page
    assert page.index("Dous") < page.index(">Un<")
    visit.post(f"{here}{second.pk}/removal/")
    assert visit.get(f"{here}{second.pk}/").status_code == 404
    visit.post(acme.url("deeds/undoing/"), {"deed": Event.objects.get(kind="intakerule.removed").pk})
    assert visit.get(f"{here}{second.pk}/").status_code == 200


def test_a_trial_says_what_would_be_different_and_changes_nothing(
    acme: Cast, visit: Any, support: Mailbox, tmp_path: Path
) -> None:
    first, second = value(Category), value(Category, 1)
    a_rule(acme, ("subject", "has", "camara"), gives={"category": first.pk})
    come_in(support, tmp_path, a_mail())
    come_in(support, tmp_path, a_mail("outra@cliente.example", subject="Factura", message_id="<2@x>"), 2)
    come_in(support, tmp_path, a_mail("soporte@acme.example", message_id="<3@x>"), 3)
    draft = a_rule(acme, ("words", "has", "onte"), gives={"category": second.pk}, is_on=False, overwrites=True)
    trial = try_out(ready(draft))
    assert (trial.asked, trial.matched, trial.changed, trial.unasked, trial.stopped_at) == (3, 2, 2, 1, None)
    told = {(one.was, one.becomes) for row in trial.rows for one in row.differences}
    assert told == {(str(first), str(second)), ("", str(second))}
    assert sorted(row.folio or 0 for row in trial.rows) == [1, 2]
    page = visit.as_(acme.admin).get(acme.url(f"settings/intake-rules/{draft.pk}/trial/")).content.decode()
    assert (str(second) in page, "cases/1/" in page) == (True, True)
    held = {**FORM, "what_0": "subject.has", "value_0": "factura", "try": "1"}
    page = visit.post(acme.url("settings/intake-rules/new/"), held).content.decode()
    assert "<ins>Retenido</ins>" in page
    assert (Rule.objects.count(), Case.objects.count()) == (2, 2)
    managing.change(draft, gives={"category": first.pk}, by=acme.admin, now=NOW)
    assert try_out(ready(draft)).changed == 1


def test_a_trial_ends_in_time_and_says_where(acme: Cast, support: Mailbox, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        come_in(support, tmp_path, a_mail(f"u{number}@cliente.example", message_id=f"<{number}@x>"), number)
    draft = a_rule(acme, ends="ignore", is_on=False)
    clock = iter([0.0, 0.5, 1.5, 2.5])
    trial = try_out(ready(draft), clock=lambda: next(clock))
    assert (trial.asked, trial.matched, trial.stopped_at) == (2, 2, NOW)
    RawMail.objects.update(said={})
    assert try_out(ready(draft)).unkept == 3


def test_the_case_says_why_a_mail_opened_it(acme: Cast, visit: Any, support: Mailbox, tmp_path: Path) -> None:
    a_rule(acme, ("subject", "has", "cámara,objetivo"), gives={"category": value(Category).pk})
    a_rule(acme, ("subject", "has", "factura"), ("size", "under", "5"), name="Contabilidade", ends="hold")
    raw = come_in(support, tmp_path, a_mail())
    page = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()
    address = acme.url(f"cases/1/mails/{raw.message_id}/why/")
    assert address in page
    said = visit.get(address).content.decode()
    for words in ("Abrió un caso", "¿Nombra un caso nuestro?", "«cámara» o «objetivo»", "Contabilidade", "versión 1"):
        assert words in said
    assert str(value(Category)) in said
    assert visit.get(acme.url(f"cases/1/mails/{raw.message_id + 1}/why/")).status_code == 404
    assert visit.as_(acme.admin).get(acme.url(f"mails/{raw.pk}/why/")).status_code == 200
    why = explain(raw, acme.admin)
    assert [(rule.name, rule.holds) for rule in why.rules] == [("Facturas", True), ("Contabilidade", False)]
    assert [one.answer for one in why.rules[1].conditions] == [False]
    assert len(why.asked) >= 8
    assert why.then[-1].sentence == str(QUESTIONS["on_record"])


def test_whoever_may_not_manage_notices_sees_no_rules(acme: Cast, visit: Any) -> None:
    rule = a_rule(acme, ends="hold")
    visit.as_(acme.supervisor)
    assert visit.get(acme.url("settings/intake-rules/")).status_code == 403
    assert visit.post(acme.url(f"settings/intake-rules/{rule.pk}/removal/")).status_code == 403
    assert Rule.objects.get().removed_at is None
