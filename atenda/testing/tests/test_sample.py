"""The sample organization: what it holds, that it agrees with itself, and that it is always the same."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import UTC, datetime, timedelta
from importlib import import_module

import phonenumbers
import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F
from stdnum.es import nif

from atenda.access.models import Identity
from atenda.cases import catalogue
from atenda.cases.field_rules import missing_at_closing, rules
from atenda.cases.models import Case, CaseType, Lifecycle
from atenda.cases.reconciling import reconcile
from atenda.cases.setting_rules import own_fields
from atenda.conversations.models import Note
from atenda.customers.models import Account, Address, Contact, EmailAddress, PhoneNumber
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.macros.models import Macro, QuickReply
from atenda.organizations.entering import inside
from atenda.staff.models import Agent, Team
from atenda.testing import sample

MORNING = datetime(2026, 11, 3, 10, 40, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 8, 1, 5, tzinfo=UTC)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of it, where size does not matter."""
    loading = import_module("atenda.testing.sample.load")
    for name, n in (("ACCOUNTS", 40), ("CONTACTS", 120), ("CASES", 300)):
        monkeypatch.setattr(loading, name, n)


@pytest.mark.django_db
def test_it_is_as_large_as_it_says_and_agrees_with_itself() -> None:
    organization = sample.load(now=MORNING)
    assert (organization.slug, organization.language, organization.is_sample) == ("rias", "es", True)
    for email in ("admin@rias.example", "supervisora@rias.example", "agente@rias.example"):
        assert check_password("atenda-demo", Identity.objects.get(email=email).password)
    with inside(organization):
        assert (Agent.objects.count(), Team.objects.count()) == (25, 4)
        assert (Account.objects.count(), Contact.objects.count(), Case.objects.count()) == (403, 1206, 3000)
        assert reconcile() == []
        assert list(verify()) == []
        _has_work_of_every_kind(MORNING)
        _uses_its_lists_and_keeps_its_rules()
        _has_promised_some(MORNING)
        _reads_like_life()
        _leads_to_nobody_real()
        _has_words_and_deeds_ready()


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("now", [MORNING, SUNDAY_NIGHT])
def test_something_has_just_come_in_whatever_the_hour_and_nothing_from_the_future(now: datetime) -> None:
    with inside(sample.load(now=now)):
        assert Case.objects.filter(created_at__gt=now - timedelta(hours=6)).count() >= 9
        assert Case.objects.filter(created_at__gt=now).count() == 0
        assert Event.objects.filter(case__isnull=False, at__gt=now).count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
def test_the_same_moment_makes_the_same_sample() -> None:
    def told() -> list[tuple[object, ...]]:
        savepoint = transaction.savepoint()
        with inside(sample.load(now=MORNING)):
            rows = list(Case.objects.order_by("folio").values_list("folio", "reference", "created_at", "closed_at"))
        transaction.savepoint_rollback(savepoint)
        return rows

    assert told() == told()


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
def test_a_second_one_is_refused_and_progress_is_told() -> None:
    steps: list[tuple[int, int]] = []
    sample.load(lambda done, of: steps.append((done, of)), now=MORNING)
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    with pytest.raises(sample.SampleIsThere, match="rias"):
        sample.load(now=MORNING)


def _has_words_and_deeds_ready() -> None:
    replies = QuickReply.objects.filter(reach="all")
    assert replies.count() == 12
    assert {language for reply in replies for language in reply.languages} == {"es", "gl", "en"}
    assert [reply.stale for reply in replies if reply.stale] == [["gl"]]
    assert Macro.objects.filter(reach="all").count() == 3


def _has_promised_some(now: datetime) -> None:
    """Deadlines past, of today, of tomorrow and later; and cases whose customer was spoken to since they began."""
    due = Tally(
        (due.date() - now.date()).days for due in Case.objects.pending().values_list("due_at", flat=True) if due
    )
    assert min(sum(n for days, n in due.items() if days < 0), due[0], due[1], sum(due.values()) // 10) > 2
    pending = Case.objects.pending().count()
    assert pending * 0.25 < sum(due.values()) < pending * 0.8
    spoken = Case.objects.filter(contacted_at__isnull=False)
    assert 400 < spoken.count() < 2500
    assert not Case.objects.filter(due_at__lt=F("created_at")).exists()


def _has_work_of_every_kind(now: datetime) -> None:
    pending = Case.objects.pending()
    assert 90 <= pending.count() <= 160
    assert pending.filter(assignee_ids=[]).count() >= 5
    assert pending.filter(state__lifecycle=Lifecycle.WAITING).count() >= 10
    assert pending.filter(created_at__lt=now - timedelta(days=30)).count() >= 10
    assert Case.objects.filter(reopen_count__gt=0).count() >= 50
    assert Case.objects.order_by("created_at").values_list("folio", flat=True)[0] == 1
    assert max(Tally(Note.objects.values_list("case_id", flat=True)).values()) > 50


def _uses_its_lists_and_keeps_its_rules() -> None:
    cases = list(Case.objects.all())
    for field, values in catalogue.OF_FIELD.items():
        used = {getattr(case, f"{field}_id") for case in cases}
        assert {value.label for value in values().values() if value.id not in used} == set(), field
    assert len(catalogue.types()) == 7
    assert len(catalogue.campaigns()) == 2
    for case in cases:
        asked = {name: rule for name, rule in rules(case.type_id).items() if name in catalogue.OF_FIELD}
        assert [name for name, rule in asked.items() if rule.at_opening and getattr(case, f"{name}_id") is None] == []
        assert [name for name, rule in asked.items() if not rule.shown and getattr(case, f"{name}_id")] == []
        assert missing_at_closing(case, catalogue.states()[case.state_id]) == []
    for type in CaseType.objects.all():
        assert own_fields(type), f"{type} has no rule of its own"


def _reads_like_life() -> None:
    newest = list(Case.objects.order_by("-folio").values_list("reference", flat=True)[:50])
    assert len(set(newest)) >= 47
    notes = list(Note.objects.values_list("body", flat=True))
    assert len(set(notes)) > len(notes) / 4
    assert not any("{" in text for text in [*newest, *notes])


def _leads_to_nobody_real() -> None:
    assert all(address.endswith(".example") for address in EmailAddress.objects.values_list("address", flat=True))
    for model in (Account, Contact):
        assert all(nif.is_valid(number) for number in model.objects.exclude(tax_id="").values_list("tax_id", flat=True))
    numbers = [phonenumbers.parse(number) for number in PhoneNumber.objects.values_list("number", flat=True)]
    assert all(phonenumbers.is_possible_number(number) for number in numbers)
    national = {str(number.national_number) for number in numbers}
    assert all(number.startswith("75") or number[3] == "1" for number in national)
    provinces = {"36": "Pontevedra", "15": "A Coruña", "27": "Lugo", "32": "Ourense", "24": "León"}
    for code, province in Address.objects.values_list("postal_code", "province"):
        assert provinces[code[:2]] == province
