"""A form changes what it shows and nothing else, whatever names are sent with it (hardening 3.41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.utils import timezone

from atenda.access.models import Identity
from atenda.cases.models import Case, Category
from atenda.conversations.models import Note
from atenda.customers.models import Account, Contact
from atenda.organizations.entering import inside
from atenda.staff.models import Agent, Team
from atenda.testing.fixtures import Visit
from tests.architecture.stage import Stage

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Submission:
    """A form sent as somebody, and the kinds of row it may touch."""

    route: str
    thing: str
    form: dict[str, Any]
    touches: tuple[type[models.Model], ...]
    optional: tuple[str, ...] = ()  # fields it has besides, left alone here
    person: str = "admin"

    def __str__(self) -> str:
        return self.route


CASE = {"reference": "Cheira a queimado", "description": "Dende onte", "source": "{source}", "seen": "99"}
STANDS = {"state": "{state}", "priority": "{priority}", "source": "{source}", "seen": "99"}
OPENED = {**CASE, **STANDS, "customer": "contact:{contact}", "submission": "{submission}"}
NO_ROWS = {f"{rows}-{count}_FORMS": "0" for rows in ("phones", "emails", "addresses") for count in ("TOTAL", "INITIAL")}
VALUE = {"es": "a", "gl": "b", "en": "c", "position": "3", "colour": "red"}
PEOPLE_FIELDS = ("responsible", "assignees", "team", "category", "account", "closing_reason", "solution", "due_at")
CUSTOMER_FIELDS = ("tax_id", "tax_kind", "tax_kept", "language", "time_zone", "notes")
SUBMISSIONS = [
    Submission("cases:new", "", OPENED, (Case,), PEOPLE_FIELDS),
    Submission("cases:standing", "case", STANDS, (Case,), PEOPLE_FIELDS),
    Submission("cases:matter", "case", {**CASE, "customer": "contact:{contact}"}, (Case,), ("account",)),
    Submission(
        "cases:notes",
        "case",
        {"body": "Chamei e non colle"},
        (Note, Case),
        ("spoken", "talk", "minutes", "outcome"),
    ),
    Submission("cases:resolution", "case", {}, (Case,), ("state", "closing_reason", "solution")),
    Submission("cases:assignment", "case", {}, (Case,)),
    Submission("cases:picklist-value", "value", VALUE, (Category,)),
    Submission("customers:account-new", "", {**NO_ROWS, "name": "Fariñas e Fillos"}, (Account,), CUSTOMER_FIELDS),
    Submission(
        "customers:account-edit", "account", {**NO_ROWS, "seen": "99", "name": "Novas"}, (Account,), CUSTOMER_FIELDS
    ),
    Submission("customers:contact-new", "", {**NO_ROWS, "name": "Brais"}, (Contact, Account), CUSTOMER_FIELDS),
    Submission(
        "customers:contact-edit",
        "contact",
        {**NO_ROWS, "seen": "99", "name": "Uxía"},
        (Contact,),
        CUSTOMER_FIELDS,
    ),
    Submission("customers:new", "", {"name": "Iria Curta", "phone": "600123123"}, (Contact, Account)),
    Submission(
        "staff:me", "", {"name": "Outro Nome"}, (Agent, Identity), ("time_zone", "position", "phone"), person="agent"
    ),
    Submission(
        "staff:invitation", "", {"name": "Noa", "email": "noa@acme.example", "role": "agent"}, (Agent, Identity)
    ),
    Submission("staff:person", "person", {"name": "Carme", "role": "agent"}, (Agent, Identity), ("position", "phone")),
    Submission("staff:teams", "", {"name": "Oficina"}, (Team,)),
    Submission("staff:team", "team", {"name": "Almacén vello"}, (Team,)),
    Submission("language", "", {"language": "gl"}, (Identity,), person="agent"),
    Submission("theme", "", {"theme": "dark"}, (Identity,), person="agent"),
]


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=str)
def test_names_of_columns_change_nothing_more(submission: Submission, stage: Stage) -> None:
    form = _filled(submission.form, stage)
    plain = _rows_after(stage, submission, form)
    assert _rows_after(stage, submission, {**_smuggled(stage, submission), **form}) == plain


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=str)
def test_the_form_is_one_that_is_taken(submission: Submission, stage: Stage) -> None:
    """Or nothing would have been proved above."""
    with stage.as_(submission.person) as visit:
        answer = _send(visit, stage, submission, _filled(submission.form, stage))
    assert answer.status_code in {200, 204, 302}


@pytest.mark.parametrize("kind", ["contact", "account"])
def test_a_case_cannot_be_opened_for_a_customer_of_others(kind: str, stage: Stage) -> None:
    """3.37 on what a form points to: a foreign id is as unknown as one that never was."""
    foreign = {"contact": stage.other.customer, "account": stage.other.account}[kind]
    for customer in (f"{kind}:{foreign.pk}", f"{kind}:987654", "agent:1", "contact:", ":1"):
        with stage.as_("agent") as visit:
            answer = visit.post(stage.address("cases:new"), {**_filled(CASE, stage), "customer": customer})
            assert (answer.status_code, Case.objects.count()) == (422, 2)


@pytest.mark.parametrize(
    "field", ["state", "priority", "category", "source", "closing_reason", "responsible", "assignees", "team"]
)
def test_a_case_takes_no_value_of_others(field: str, stage: Stage) -> None:
    theirs = _foreign(stage, field)
    with stage.as_("agent") as visit:
        before = _row(Case.objects.get(folio=1))
        form = {
            **_filled({"seen": "99", "state": "{state}", "priority": "{priority}", "source": "{source}"}, stage),
            field: theirs,
        }
        answer = visit.post(stage.address("cases:standing", "case"), form)
        assert (answer.status_code, _row(Case.objects.get(folio=1))) == (422, before)


def test_nobody_gives_a_role_of_others(stage: Stage) -> None:
    with stage.as_("admin") as visit:
        form = {"name": "Noa", "email": "noa@acme.example"}
        for role in (stage.other.admin.role_id, "owner", "", "administrator,agent"):
            assert visit.post(stage.address("staff:invitation"), {**form, "role": role}).status_code == 422


def _rows_after(stage: Stage, submission: Submission, form: dict[str, Any]) -> dict[str, Any]:
    """Every row the form may touch, as it stands when the form was taken; then all is undone."""
    with stage.as_(submission.person) as visit:
        _send(visit, stage, submission, form)
        return {
            model.__name__: [_row(row, born=born) for born, row in enumerate(model._default_manager.order_by("pk"))]
            for model in submission.touches
        }


def _send(visit: Visit, stage: Stage, submission: Submission, form: dict[str, Any]) -> Any:
    return visit.post(stage.address(submission.route, submission.thing), form)


def _row(row: models.Model, born: int | None = None) -> dict[str, Any]:
    """Its values; the moment that is now as a word, and its place among its like instead of its key."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if born is not None:
        values["id"] = born
    if isinstance(row, Agent):
        values["identity_id"] = row.identity.email
    recent = timezone.now() - timedelta(minutes=5)
    return {
        name: "now" if isinstance(value, datetime) and value > recent else value for name, value in values.items()
    } | ({"password": "set"} if "password" in values else {})


def _filled(form: dict[str, Any], stage: Stage) -> dict[str, Any]:
    acme = stage.acme
    words = {
        "contact": acme.customer.pk,
        "state": acme.state("En progreso").pk,
        "priority": acme.priority("Alta").pk,
        "source": acme.source("web").pk,
        "submission": uuid4(),
    }
    return {name: value.format(**words) for name, value in form.items()}


def _smuggled(stage: Stage, submission: Submission) -> dict[str, Any]:
    """The name of every column the form may touch, by both its names, with a value that is not its own."""
    found: dict[str, Any] = {"pk": "987654", "organization": str(stage.other.organization.pk)}
    for model in submission.touches:
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname}:
                found[name] = _strange(stage, field)
    return {name: value for name, value in found.items() if name not in submission.optional}


def _strange(stage: Stage, field: Any) -> str:
    match field:
        case models.ForeignKey():
            return str(stage.acme.observer.pk if field.related_model is Agent else 987654)
        case models.DateTimeField():
            return LONG_AGO.isoformat()
        case models.BooleanField():
            return "" if field.name == "is_active" else "on"
        case models.IntegerField():
            return "987654"
        case _:
            return "smuggled"


def _foreign(stage: Stage, field: str) -> str:
    with inside(stage.other.organization):
        theirs = {
            "state": stage.other.state("En progreso"),
            "priority": stage.other.priority("Alta"),
            "category": Category.objects.first(),
            "source": stage.other.source("web"),
            "closing_reason": stage.other.reason("Solucionado"),
            "responsible": stage.other.agent,
            "assignees": stage.other.agent,
            "team": stage.other.team,
        }
        return str(theirs[field].pk)  # type: ignore[union-attr]
