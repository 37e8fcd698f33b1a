"""Exports of other programs are understood as they are: columns, states, days, people, without choosing anything."""

from __future__ import annotations

import pytest

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.importing.matching import guessed_source
from atenda.importing.sources import SOURCES
from atenda.importing.targets import TARGETS
from atenda.importing.tests.doing import FILES, imported, received, refusals

# file → of its last row, or first: number, state, priority, category, responsible, customer, tags, created, closed
EXPECTED = {
    "vtiger_cases.csv": [
        ("No imprime etiquetas", "En progreso", "Alta", "Problema menor", "agent", "Conservas Ñandú", "2024-03-01", ""),
        (
            "Factura duplicada",
            "Cerrado",
            "Normal",
            "Otro tipo de Problema",
            "",
            "Bar Avenida",
            "2024-03-03",
            "2024-03-05",
        ),
    ],
    "zendesk_cases.csv": [
        ("Pedido incompleto", "Cerrado", "Alta", "", "agent", "Uxía Cliente", "2024-03-01", "2024-03-02"),
        ("¿Cuándo llega?", "En espera", "Normal", "", "", "Anxo Novo", "2024-03-03", ""),
    ],
    "zendesk_cases.json": [("Devolución", "En progreso", "Alta", "", "", "Iria Paz", "2024-02-01", "")],
    "zammad_cases.csv": [
        ("Sen conexión", "Cerrado", "Alta", "", "agent", "Uxía Cliente", "2024-01-05", "2024-01-06"),
        ("Presuposto", "En espera", "Normal", "", "", "Anxo Novo", "2024-01-07", ""),
    ],
    "freshdesk_cases.csv": [
        ("Roto al llegar", "Cerrado", "Alta", "", "agent", "Uxía Cliente", "2024-02-01", "2024-02-02"),
        ("Cambio de dirección", "En espera", "Normal", "", "", "Anxo Novo", "2024-02-03", ""),
    ],
    "freshdesk_cases.json": [("Sen factura", "Cerrado", "Alta", "", "", "Uxía Cliente", "2024-02-01", "2024-02-05")],
    "osticket_cases.csv": [
        ("Teclado roto", "Cerrado", "Alta", "Hardware", "agent", "Uxía Cliente", "2024-02-13", "2024-02-14"),
        ("Clave olvidada", "Abierto", "Normal", "Accesos", "", "Anxo Novo", "2024-02-15", ""),
    ],
    "dynamics_cases.csv": [
        (
            "Garantía de la cámara",
            "Cerrado",
            "Alta",
            "Garantías",
            "agent",
            "Conservas Ñandú",
            "2024-02-05",
            "2024-02-05",
        ),
        ("Alta de usuario", "Abierto", "Normal", "Accesos", "", "Bar Avenida", "2024-02-06", ""),
    ],
    "b2bgo_cases.csv": [
        ("Pedido mal servido", "Cerrado", "Alta", "Incidencia", "agent", "Conservas Ñandú", "2024-01-14", "2024-01-14"),
        ("Precios de verano", "En espera", "Normal", "Consulta", "", "Bar Avenida", "2024-01-15", ""),
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_is_understood_without_choosing_anything(acme, name):
    bringing = imported(acme, (FILES / name).read_bytes(), "cases", source="auto")
    assert refusals(bringing) == []
    assert bringing.source == name.partition("_")[0]
    assert [told(case, acme) for case in Case.objects.order_by("folio")] == EXPECTED[name]


def told(case: Case, cast) -> tuple[str, ...]:
    return (
        case.reference,
        str(case.state),
        str(case.priority),
        str(case.category or ""),
        "agent" if case.responsible == cast.agent else "",
        str(case.account or case.contact)
        if not case.contact or case.reference == "No imprime etiquetas"
        else str(case.contact),
        case.created_at.date().isoformat(),
        case.closed_at.date().isoformat() if case.closed_at else "",
    )


def test_notes_of_vtiger_find_their_case(acme):
    imported(acme, (FILES / "vtiger_cases.csv").read_bytes(), "cases", source="vtiger")
    bringing = imported(acme, (FILES / "vtiger_notes.csv").read_bytes(), "notes", source="vtiger")
    assert bringing.figures == {"made": 1}


def test_customers_of_other_programs_come_in(acme):
    imported(acme, (FILES / "vtiger_accounts.csv").read_bytes(), "accounts", source="vtiger")
    account = Account.objects.get(name="Panadería Lúa")
    assert (account.tax_id, account.town) == ("B36000008", "vigo")
    imported(acme, (FILES / "zendesk_contacts.csv").read_bytes(), "contacts", source="zendesk")
    assert Contact.objects.get(name="Noa Rei").companies.get().account == acme.account


def test_every_source_names_fields_that_there_are():
    for name, source in SOURCES.items():
        for what, columns in source.COLUMNS.items():
            assert set(columns.values()) <= set(TARGETS[what]), f"{name} {what}"
            assert all(column == column.lower() for column in columns), f"{name} {what}"


def test_a_table_of_ones_own_is_a_spreadsheet(acme):
    assert guessed_source(["Nome", "Correo"], "contacts") == "spreadsheet"
    assert received(acme, "Nome;Correo\nIria;iria@x.example\n", "contacts", source="auto").source == "spreadsheet"
