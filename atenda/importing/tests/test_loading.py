"""The fast path and the verbs are told one story; whatever they leave behind is the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models, transaction

from atenda.cases.assignment import assign
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import Campaign, Case, CaseType, Importance, Tag
from atenda.cases.opening import open_case
from atenda.cases.reconciling import reconcile
from atenda.conversations.noting import note
from atenda.customers.linking import link
from atenda.customers.models import Tag as CustomerTag
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email, Phone, Postal
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.importing.fast.copying import WrongColumns, copy
from atenda.importing.fast.loading import FastPath, reserve_folios
from atenda.organizations.models import Counter
from atenda.organizations.revisions import touch
from atenda.staff.models import Team
from atenda.testing.cast import NOW, Cast

VERBS = SimpleNamespace(
    open_account=open_account,
    open_contact=open_contact,
    link=link,
    open_case=open_case,
    assign=assign,
    edit=edit,
    move=move,
    close=close,
    reopen=reopen,
    note=note,
)
NEVER_TOLD = {
    "organization",
    "binned_at",
    "erased_at",
    "follows",
    "merged_into",
    "has_merged",
    "rating",
}  # no invented past has a bin, late mails, or marks
DIFFERENT_BY_NATURE = {"id", "organization", "hash", "previous_hash", "payload_digest"}


def tell(hand: Any, cast: Cast) -> None:
    """Every deed there is, at least once, with full and with empty values, and repetitions that change nothing."""
    clock = minutes()
    company = hand.open_account(
        name=" Conservas  Ñandú, S.L. ",
        tax_id="es-b36.000.008",
        tags=["VIP", "gran conta"],
        notes=" Pechan os luns.\r\n",
        time_zone="Atlantic/Canary",
        language="gl",
        emails=[Email("Pedidos@Nandu.example"), Email("gerencia@nandu.example", "dirección", is_default=True)],
        phones=[Phone("986 12 34 56"), Phone("0034 611 22 33 44", "móbil"), Phone("ext. 12")],
        addresses=[
            Postal("Rúa do Peirao, 3", "36600", "Vilagarcía de Arousa", "Pontevedra", "ES"),
            Postal("Polígono de Nantes, nave 4", "36969", "Sanxenxo", "Pontevedra", "ES", "almacén"),
        ],
        by=cast.agent,
        now=next(clock),
    )
    bare = hand.open_account(name="Bar Avenida", by=None, now=next(clock))
    person = hand.open_contact(
        name="Uxía Peña Múgica",
        tax_id="12345678Z",
        language="gl",
        tags="vip, moroso",
        phones=[Phone("611223344")],
        company=company,
        position="Xefa de compras",
        by=cast.agent,
        now=next(clock),
    )
    hand.link(person, bare, by=cast.supervisor, now=next(clock))
    stranger = hand.open_contact(name="Brais", by=None, now=next(clock))

    full = hand.open_case(
        reference="Pedido incompleto: faltan 3 caixas de pescada",
        description="Liña «1»\n\tliña \\2 \U0001f41f",
        contact=person,
        account=company,
        category=cast.category("Incidencia"),
        priority=cast.priority("Alta"),
        responsible=cast.agent,
        assignees=[cast.colleague, cast.agent],
        team=cast.team,
        due_at=datetime(2026, 11, 4, 13, tzinfo=ZoneInfo("Europe/Madrid")),
        source=cast.source("email"),
        type=a_value(CaseType),
        importance=a_value(Importance),
        campaign=a_value(Campaign),
        tags=[tag("VIP")],
        by=cast.agent,
        now=next(clock),
    )
    least = hand.open_case(reference="Consulta", contact=stranger, by=None, now=next(clock))
    born_closed = hand.open_case(
        reference="Xa resolto", account=bare, state=cast.state("Cerrado"), assignees=[cast.agent], by=None,
        closing_reason=cast.reason("Solicitud atendida"), solution="Xa estaba feito.",
        now=next(clock),
    )  # fmt: skip
    hand.note(full, body="Chamada ao almacén.\nVai mañá.", by=cast.agent, now=next(clock))
    hand.note(full, body="Falei con Uxía.", spoken=True, by=cast.agent, now=next(clock))
    hand.move(full, to=cast.state("En progreso"), by=cast.agent, now=next(clock))
    hand.move(full, to=cast.state("En progreso"), by=cast.agent, now=next(clock))
    hand.edit(full, by=cast.supervisor, now=next(clock), reference="Faltan 4 caixas", category=None, account=bare)
    hand.edit(full, by=cast.supervisor, now=next(clock), reference="Faltan 4 caixas")
    hand.edit(full, by=cast.agent, now=next(clock), tags=[tag("En garantía"), tag("VIP")])
    hand.edit(full, by=cast.agent, now=next(clock), due_at=None)
    hand.edit(full, by=cast.agent, now=next(clock), due_at=NOW + timedelta(days=3))
    hand.edit(least, by=cast.agent, now=next(clock), category=cast.category("Consulta"), team=cast.team)
    hand.assign(full, responsible=cast.colleague, others=[cast.admin], by=cast.supervisor, now=next(clock))
    solved = {"reason": cast.reason("Solucionado"), "solution": "Saíron as catro na furgoneta."}
    hand.close(full, by=cast.colleague, now=next(clock), **solved)
    hand.close(full, by=cast.colleague, now=next(clock))
    hand.note(full, body="Despois de pechado.", by=cast.agent, now=next(clock))
    hand.reopen(full, by=cast.agent, now=next(clock))
    hand.reopen(full, by=cast.agent, now=next(clock))
    hand.close(full, by=cast.agent, now=next(clock), reason=cast.reason("El cliente dejó de responder"))
    hand.assign(least, responsible=cast.agent, by=None, now=next(clock))
    hand.assign(least, responsible=None, by=cast.agent, now=next(clock))
    hand.move(born_closed, to=cast.state("En espera"), by=cast.agent, now=next(clock))


def a_value(model: Any) -> Any:
    """The one value of a picklist that the preset leaves empty; see `acting`."""
    return model.objects.get()


def tag(name: str) -> Any:
    return Tag.objects.get(labels__es=name)


def minutes() -> Iterator[Any]:
    moment = NOW
    while True:
        moment += timedelta(minutes=7)
        yield moment


def test_the_fast_path_leaves_the_rows_that_the_verbs_leave(acme: Cast) -> None:
    with acting(acme, VERBS):
        by_verbs = everything()
    fast = FastPath()
    with acting(acme, fast, then=fast.write):
        by_copy = everything()
        assert list(verify()) == []
        assert reconcile() == []
    assert {table: len(rows) for table, rows in by_copy.items()} == {
        table: len(rows) for table, rows in by_verbs.items()
    }
    for table, rows in by_verbs.items():
        assert by_copy[table] == rows, table


def test_a_row_that_does_not_name_every_column_is_refused(acme: Cast) -> None:
    with pytest.raises(WrongColumns, match="retired_at"), transaction.atomic():
        copy(Team, [{"name": "Reparto"}])
    with pytest.raises(WrongColumns, match="colour"):
        copy(Team, [{"name": "Reparto", "retired_at": None, "colour": "red"}])


def test_what_was_told_is_written_once_and_in_the_order_of_time(acme: Cast) -> None:
    fast = FastPath()
    first, second = (fast.open_case(reference=each, contact=known(fast), by=None, now=NOW) for each in ("Un", "Dous"))
    fast.note(first, body="Máis tarde", by=acme.agent, now=NOW + timedelta(days=3))
    fast.note(second, body="Antes", by=acme.agent, now=NOW + timedelta(days=1))
    fast.write()
    fast.write()
    notes = Event.objects.filter(kind="note.added").order_by("pk").values_list("case_id", flat=True)
    assert list(notes) == [second.pk, first.pk]
    assert list(verify()) == []


def test_the_next_case_opened_by_a_person_follows_those_loaded(acme: Cast) -> None:
    fast = FastPath()
    loaded = fast.open_case(reference="Un", contact=known(fast), by=None, now=NOW)
    fast.write()
    following = open_case(reference="Dous", contact=acme.customer, by=acme.agent, now=NOW)
    assert following.folio == loaded.folio + 1


def test_a_block_of_folios_is_used_while_others_open_cases(acme: Cast) -> None:
    first = reserve_folios(2)
    meanwhile = open_case(reference="Entremedias", contact=acme.customer, by=acme.agent, now=NOW)
    fast = FastPath(first)
    told = [fast.open_case(reference=each, contact=known(fast), by=None, now=NOW).folio for each in ("Un", "Dous")]
    fast.write()
    assert (told, meanwhile.folio) == ([first, first + 1], first + 2)
    assert reconcile() == []


def known(fast: FastPath) -> Any:
    return fast.open_contact(name="Iria", by=None, now=NOW)


class acting:
    """Let one hand tell the story, look at what there is, and take it all back."""

    def __init__(self, cast: Cast, hand: Any, then: Any = None) -> None:
        self.cast, self.hand, self.then = cast, hand, then

    def __enter__(self) -> None:
        for model in (CaseType, Importance, Campaign):
            model.objects.get_or_create(labels={"es": "Única", "gl": "Única", "en": "Only"})
        for name in ("VIP", "En garantía"):
            Tag.objects.get_or_create(key=name.lower(), labels={"es": name, "gl": name, "en": name})
        touch()
        self.savepoint = transaction.savepoint()
        tell(self.hand, self.cast)
        if self.then:
            self.then()

    def __exit__(self, *exc: object) -> None:
        transaction.savepoint_rollback(self.savepoint)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the tenant, ids told by their place: the third contact, the first case."""
    tables: list[Any] = [model for model in apps.get_models() if getattr(model, "is_tenant_table", False)]
    places = {model: dict(zip(ids(model), range(1, 10_000), strict=False)) for model in tables}
    rows = {model._meta.label: [plain(row, places) for row in model.objects.order_by("pk")] for model in tables}
    # link rows and words have no order of their own
    for name in ("NameWord", "EmailAddress", "PhoneNumber", "Address"):
        rows[f"customers.{name}"].sort(key=str)
    rows["cases.CaseAssignee"].sort(key=str)
    # a deed after another may leave a counter at nothing
    rows["cases.CaseCount"] = sorted((row for row in rows["cases.CaseCount"] if row["n"]), key=str)
    del rows["figures.Stale"]  # the fast path has all days added up anew
    del rows["notices.News"]  # nothing follows the events of an invented past
    rows["Counter"] = [dict(row) for row in Counter.objects.values("next_folio")]
    return rows


def ids(model: Any) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def plain(row: models.Model, places: dict[Any, dict[int, int]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in DIFFERENT_BY_NATURE:
            continue
        if field.is_relation and field.related_model in places:
            value = places[field.related_model].get(value)
        elif field.name == "tag_ids" and row._meta.app_label == "customers":
            value = [places[CustomerTag][pk] for pk in value]
        elif field.name == "subject_id":
            value = places[apps.get_model(row.subject_type)][value]  # type: ignore[attr-defined]
        elif field.name in {"before", "after"}:
            value = words(value, places)
        said[field.name] = value
    return said


def words(value: Any, places: dict[Any, dict[int, int]]) -> Any:
    """A payload with places for the ids of what the story itself made."""
    contact, account = (places[apps.get_model("customers", name)] for name in ("Contact", "Account"))
    if not isinstance(value, dict):
        return value
    said = dict(value)
    for name, of in (("contact", contact), ("account", account)):
        if isinstance(said.get(name), list):
            said[name] = [of[said[name][0]], said[name][1]]
    if isinstance(said.get("company"), dict):
        said["company"] = {**said["company"], "account": account[said["company"]["account"]]}
    return said


def test_the_story_tells_every_column_of_a_case(acme: Cast) -> None:
    """A new column that stays at its default in the story would not be compared with anything."""
    with acting(acme, VERBS):
        cases = list(Case.objects.all())
    for field in Case._meta.concrete_fields:
        values = {str(getattr(case, field.attname)) for case in cases}
        assert len(values) > 1 or field.name in NEVER_TOLD, f"tell() leaves {field.name} the same everywhere"
