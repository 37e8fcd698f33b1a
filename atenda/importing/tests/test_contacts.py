"""Accounts and contacts come in from a file, once however often it is brought."""

from __future__ import annotations

from atenda.cases.reconciling import reconcile
from atenda.customers import editing
from atenda.customers.duplicates.looking import look
from atenda.customers.models import Account, AccountContact, Contact, DuplicateSearch, EmailAddress
from atenda.customers.search import MODELS
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.importing.tests.doing import imported, refusals
from atenda.notices.models import Mail, News
from atenda.testing.cast import NOW

CONTACTS = """Código;Nombre;Apellidos;Empresa;Cargo;NIF;Correo electrónico;Teléfono;Móvil;Población;Fecha de alta
C-1;Uxía;Peña Múgica;Conservas Ñandú;Xefa de compras;12345678Z;UXIA@nandu.example;986 12 34 56;611223344;Vigo;03/02/2021
C-2;Brais;;Bar Avenida;;;brais@bar.example, brais@casa.example;;;;
C-3;;;;;;;;;;
"""


def test_contacts_come_in_with_their_company_and_how_to_reach_them(acme):
    bringing = imported(acme, CONTACTS, "contacts")
    assert bringing.figures == {"made": 2, "refused": 1}
    assert refusals(bringing) == [(4, "no_name")]
    person = Contact.objects.get(name="Uxía Peña Múgica")
    assert (person.tax_id, person.town, person.created_at.date().isoformat()) == ("12345678Z", "vigo", "2021-02-02")
    assert sorted(person.phones.values_list("number", flat=True)) == ["+34611223344", "+34986123456"]
    assert list(person.emails.values_list("address", flat=True)) == ["uxia@nandu.example"]
    link = AccountContact.objects.get(contact=person)
    assert (link.account, link.position) == (acme.account, "Xefa de compras")
    assert Account.objects.filter(name="Bar Avenida").count() == 1
    assert EmailAddress.objects.filter(contact__name="Brais").count() == 2


def test_the_same_file_again_makes_nothing_and_says_so(acme):
    imported(acme, CONTACTS, "contacts")
    before = (Contact.objects.count(), Account.objects.count(), Event.objects.count())
    again = imported(acme, CONTACTS, "contacts")
    assert again.figures == {"same": 2, "refused": 1}
    assert (Contact.objects.count(), Account.objects.count()) == before[:2]
    assert Event.objects.count() == before[2] + 1  # that it was imported again


def test_duplicates_are_looked_for_when_somebody_new_came_in(acme):
    imported(acme, CONTACTS, "contacts")
    asked = DuplicateSearch.objects.all()
    assert {search.kind for search in asked if search.is_under_way} == {"account", "contact"}
    for kind in MODELS:
        look(kind, now=NOW)
    imported(acme, CONTACTS, "contacts")
    assert not any(search.is_under_way for search in asked.all())


def test_what_changed_in_the_file_is_changed_and_what_people_changed_is_left(acme):
    imported(acme, CONTACTS, "contacts")
    brais = Contact.objects.get(name="Brais")
    editing.edit(brais, by=acme.agent, now=NOW, name="Brais Otero")
    changed = CONTACTS.replace("Brais;", "Brais Vello;").replace("611223344", "622334455").replace("C-3;;", "C-3;Iria;")
    again = imported(acme, changed, "contacts")
    assert again.figures == {"made": 1, "updated": 1, "skipped": 1}
    brais.refresh_from_db()
    assert brais.name == "Brais Otero"
    person = Contact.objects.get(name="Uxía Peña Múgica")
    assert sorted(person.phones.values_list("number", flat=True)) == ["+34622334455", "+34986123456"]


def test_a_file_without_numbers_brings_each_row_once(acme):
    text = "Nome,Correo\nIria,iria@x.example\nIria,iria@x.example\nAnxo,anxo@x.example\n"
    assert imported(acme, text, "contacts").figures == {"made": 2, "same": 1}
    assert imported(acme, text, "contacts").figures == {"same": 3}


def test_a_number_that_stands_twice_with_other_contents_is_refused(acme):
    bringing = imported(acme, "id,name\n1,Un\n1,Dous\n", "accounts")
    assert bringing.figures == {"made": 1, "refused": 1}
    assert refusals(bringing) == [(3, "twice")]


def test_nobody_is_told_and_the_log_holds(acme):
    imported(acme, CONTACTS, "contacts")
    assert not News.objects.exists()
    assert not Mail.objects.exists()
    assert list(verify()) == []
    assert reconcile() == []
    begun = Event.objects.get(kind="import.begun")
    rows = Event.objects.filter(kind="contact.imported")
    assert set(rows.values_list("cause_id", flat=True)) == {begun.pk}
