# ruff: noqa: E501
"""Cases come in as they were: their days, states and people, and the notes of whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from atenda.cases.models import Case, Category
from atenda.cases.reconciling import reconcile
from atenda.conversations.models import Note
from atenda.conversations.timeline import timeline
from atenda.customers.models import Contact
from atenda.figures.adding_up import add_up
from atenda.figures.reconciling import differing_days, forgotten_interludes
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.importing.tests.doing import imported, refusals
from atenda.notices.models import Mail, News
from atenda.organizations.models import Counter
from atenda.searching.reconciling import drift
from atenda.testing.cast import NOW

CASES = """Número;Asunto;Descripción;Solicitante;Correo electrónico;Estado;Prioridad;Categoría;Responsable;Fecha de creación;Fecha de cierre;Etiquetas;Nota
T-1;Faltan 3 caixas;"Faltan:
tres; de pescada";Uxía Cliente;uxia@cliente.example;Pechado;Alta;Incidencia;Xoán Axente;03/02/2024 10:00;05/02/2024 12:30;VIP, urxente;Chamei ao almacén
T-2;Consulta de prezos;;Anxo Novo;anxo@novo.example;Abierto;Normal;Tarifas;Quen Saiba;10/03/2024;;;
T-3;Sen cliente;;;;Abierto;;;;;;;
T-4;Data rara;;Anxo Novo;anxo@novo.example;Abierto;;;;onte;;;
T-5;Estado raro;;Anxo Novo;anxo@novo.example;Escalado;;;;01/01/2024;;;
"""
NOTES = """id,Caso,Autor,Fecha,Comentario
1,T-1,Xoán Axente,04/02/2024 09:00,"Falei co transportista, chega mañá."
2,T-1,Lupe de Antes,04/02/2024 11:00,Chegou.
3,T-9,Lupe de Antes,04/02/2024 11:00,De ninguén.
"""


def test_cases_keep_their_days_states_and_people(acme):
    bringing = imported(acme, CASES, "cases")
    assert bringing.figures == {"made": 2, "refused": 3}
    assert refusals(bringing) == [(5, "no_customer"), (6, "no_moment"), (7, "unknown_value")]
    first, second = Case.objects.order_by("folio")
    assert (first.state, first.priority, first.category) == (
        acme.state("Cerrado"), acme.priority("Alta"), acme.category("Incidencia")
    )  # fmt: skip
    assert (first.created_at, first.closed_at, first.first_closed_at) == (
        datetime(2024, 2, 3, 9, tzinfo=UTC),
        datetime(2024, 2, 5, 11, 30, tzinfo=UTC),
        datetime(2024, 2, 5, 11, 30, tzinfo=UTC),
    )
    assert (first.responsible, first.contact) == (acme.agent, acme.customer)
    assert first.description == "Faltan:\ntres; de pescada"
    assert (second.responsible, second.category) == (None, Category.objects.get(labels__es="Tarifas"))
    assert second.contact == Contact.objects.get(name="Anxo Novo")
    assert Note.objects.get(case=first).body == "Chamei ao almacén"


def test_everything_that_is_counted_agrees_afterwards(acme):
    imported(acme, CASES, "cases")
    imported(acme, NOTES, "notes")
    now = timezone.now()
    add_up(now)
    assert list(verify()) == []
    assert reconcile() == []
    assert list(differing_days(now)) == []
    assert list(forgotten_interludes()) == []
    assert list(drift()) == []
    assert Counter.objects.get(organization=acme.organization).next_folio == 3


def test_nobody_is_told(acme):
    imported(acme, CASES, "cases")
    imported(acme, NOTES, "notes")
    assert not News.objects.exists()
    assert not Mail.objects.exists()


def test_notes_keep_who_wrote_them_and_when(acme):
    imported(acme, CASES, "cases")
    bringing = imported(acme, NOTES, "notes")
    assert bringing.figures == {"made": 2, "refused": 1}
    assert refusals(bringing) == [(4, "unknown_case")]
    case = Case.objects.get(reference="Faltan 3 caixas")
    shown = timeline(case, reader=acme.agent, now=NOW).entries
    assert [(one.who, one.at.day, str(one.body)) for one in shown if one.is_note] == [
        ("Lupe de Antes", 4, "Chegou."),
        ("Xoán Axente", 4, "Falei co transportista, chega mañá."),
        ("Antía Admin", 5, "Chamei ao almacén"),
    ]
    assert shown[-1].sentence == "Antía Admin importó el caso: T-1"
    assert imported(acme, NOTES, "notes").figures == {"same": 2, "refused": 1}


def test_the_same_cases_again_change_what_changed_and_leave_what_people_changed(acme):
    from atenda.cases.editing import edit

    imported(acme, CASES, "cases")
    case = Case.objects.get(reference="Consulta de prezos")
    edit(case, by=acme.agent, now=NOW, priority=acme.priority("Alta"))
    assert imported(acme, CASES, "cases").figures == {"same": 2, "refused": 3}
    text = CASES.replace("Consulta de prezos", "Consulta de tarifas").replace(
        "novo.example;Abierto;Normal;Tarifas;Quen Saiba;10/03/2024;",
        "novo.example;Cerrado;Media;Tarifas;;10/03/2024;11/03/2024",
    )
    again = imported(acme, text, "cases")
    assert again.figures == {"same": 1, "updated": 1, "refused": 3}
    case.refresh_from_db()
    assert (case.reference, case.state, case.priority) == (
        "Consulta de tarifas", acme.state("Cerrado"), acme.priority("Alta")
    )  # fmt: skip
    assert case.closed_at == datetime(2024, 3, 10, 23, tzinfo=UTC)
    assert not News.objects.filter(event_ids__overlap=list(
        Event.objects.filter(kind__endswith="_by_import").values_list("pk", flat=True)
    )).exists()  # fmt: skip
    now = timezone.now()
    add_up(now)
    assert (list(verify()), reconcile(), list(differing_days(now)), list(drift())) == ([], [], [], [])


def test_a_word_nobody_knows_is_what_a_person_says_it_is(acme):
    chosen = {"state": {"escalado": str(acme.state("En progreso").pk)}}
    bringing = imported(acme, CASES, "cases", mapping={"values": chosen})
    assert bringing.figures == {"made": 3, "refused": 2}
    assert Case.objects.get(reference="Estado raro").state == acme.state("En progreso")
