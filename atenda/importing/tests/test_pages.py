"""From sending a file to what came of it, and back."""

from __future__ import annotations

from contextvars import Context
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.customers.models import Contact
from atenda.importing import running, undoing
from atenda.importing.models import Import
from atenda.importing.tests.doing import imported, refusals
from atenda.importing.tests.test_contacts import CONTACTS


def send(client, cast, content, *, name="contactos.csv", **said):
    body = {
        "what": "contacts",
        "source": "auto",
        "key": str(uuid4()),
        "file": SimpleUploadedFile(name, content),
        **said,
    }
    return client.post(cast.url("settings/imports/new/"), body)


def page(client, address):
    return client.get(address).content.decode()


def to_the_end(bringing: Import) -> None:
    running.carry_on(bringing, until_done=True)


def test_a_file_is_sent_checked_and_brought_in(acme, visit):
    client = visit.as_(acme.admin)
    answer = send(client, acme, CONTACTS.encode("cp1252"))
    assert answer.status_code == 302
    shown = page(client, answer.url)
    assert "cp1252" in shown
    assert "Peña Múgica" in shown
    assert "No hay nombre." in shown
    assert not Contact.objects.filter(name="Uxía Peña Múgica").exists()
    bringing = Import.objects.get()
    form = {f"column-{place}": name for place, name in enumerate(bringing.mapping["columns"])}
    assert client.post(answer.url, {**form, "order": "dmy", "start": "1"}).status_code == 302
    to_the_end(bringing)
    shown = page(client, answer.url)
    assert "No hay nombre." in shown
    assert Contact.objects.filter(name="Uxía Peña Múgica").exists()
    assert "contactos.csv" in page(client, acme.url("settings/imports/"))


def test_looking_leaves_nothing_behind(acme, visit):
    client = visit.as_(acme.admin)
    address = send(client, acme, CONTACTS.encode()).url
    before = Contact.objects.count()
    page(client, address)
    assert Contact.objects.count() == before


def test_a_column_somebody_leaves_out_is_left_out(acme, visit):
    client = visit.as_(acme.admin)
    address = send(client, acme, CONTACTS.encode()).url
    columns = list(Import.objects.get().mapping["columns"])
    columns[columns.index("tax_id")] = ""
    form = {f"column-{place}": name for place, name in enumerate(columns)}
    client.post(address, {**form, "order": "dmy", "start": "1"})
    to_the_end(Import.objects.get())
    assert Contact.objects.get(name="Uxía Peña Múgica").tax_id == ""


def test_without_a_column_for_what_is_needed_it_does_not_begin(acme, visit):
    client = visit.as_(acme.admin)
    address = send(client, acme, b"A;B\n1;2\n").url
    answer = client.post(address, {"column-0": "", "column-1": "", "start": "1"})
    assert answer.status_code == 422
    assert "Di abajo qué columna es una de estas" in answer.content.decode()


def test_what_was_refused_is_mended_and_brought_again(acme, visit):
    client = visit.as_(acme.admin)
    bringing = imported(acme, CONTACTS + "C-4;=1+1;;;;;nonhaicorreo;+34 986 000 111;;;\n", "contacts")
    answer = client.get(acme.url(f"settings/imports/{bringing.pk}/refused/"))
    assert answer["Content-Disposition"].endswith('filas-rechazadas.csv"')
    report = b"".join(Context().run(list, answer.streaming_content)).decode("utf-8-sig")  # sent outside of it
    assert "'=1+1" in report
    assert "«nonhaicorreo» no es una dirección de correo." in report
    mended = report.replace("nonhaicorreo", "si@hai.example").replace('"C-3";"";', '"C-3";"Antón";')
    again = imported(acme, mended, "contacts")
    assert (again.figures, refusals(again)) == ({"made": 2}, [])
    assert Contact.objects.get(name="=1+1").phones.get().number == "+34986000111"


def test_the_same_form_twice_is_one_import(acme, visit):
    client = visit.as_(acme.admin)
    key = str(uuid4())
    first, second = (send(client, acme, CONTACTS.encode(), key=key) for _ in range(2))
    assert first.url == second.url
    assert Import.objects.count() == 1


@pytest.mark.parametrize("who", ["agent", "supervisor", "observer"])
def test_only_who_may_import_comes_here(acme, visit, who):
    client = visit.as_(getattr(acme, who))
    assert client.get(acme.url("settings/imports/")).status_code == 403
    assert send(client, acme, CONTACTS.encode()).status_code == 403
    assert not Import.objects.exists()


def test_from_its_page_all_of_it_is_undone(acme, visit):
    client = visit.as_(acme.admin)
    bringing = imported(acme, CONTACTS, "contacts")
    bringing.ended_at = None
    Import.objects.filter(pk=bringing.pk).update(ended_at=timezone_now())
    assert client.post(acme.url(f"settings/imports/{bringing.pk}/undoing/")).status_code == 302
    bringing.refresh_from_db()
    undoing.carry_on(bringing, until_done=True)
    assert not Contact.objects.filter(name="Brais").exists()
    assert "Deshecha" in page(client, acme.url(f"settings/imports/{bringing.pk}/"))


def timezone_now():
    from django.utils import timezone

    return timezone.now()


def test_what_cannot_be_read_otherwise_is_not_offered_to_be(acme, visit):
    client = visit.as_(acme.admin)
    damaged = page(client, send(client, acme, b"PK\x03\x04 nada", name="malo.xlsx").url)
    assert "dañada" in damaged
    assert 'name="encoding"' not in damaged
    many = page(client, send(client, acme, (";".join("abc" * 100) + "\n1\n").encode()).url)
    assert "Hay 300 columnas" in many
    assert 'name="heading"' in many


def test_a_title_is_passed_over_and_another_line_can_be_chosen(acme, visit):
    client = visit.as_(acme.admin)
    address = send(client, acme, b"Listado\n\nNombre;Correo;;NIF\nAna;ana@x.example;;\nBrais;;;\n").url
    shown = page(client, address)
    assert "los nombres de las columnas, en la línea 3" in shown
    assert "Columna 3, sin nombre" in shown
    client.post(f"{address}reading/", {"encoding": "utf-8", "separator": ";", "heading": "4"})
    assert Import.objects.get().columns == ["Ana", "ana@x.example"]
