"""Two records of the same person, and what tests of merging ask of them."""

from __future__ import annotations

from atenda.customers import merging
from atenda.customers.editing import words_for
from atenda.customers.linking import link
from atenda.customers.models import AccountContact
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email, Phone, Postal
from atenda.testing.cast import NOW


def person(name, **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def fresh(customer):
    return type(customer).objects.get(pk=customer.pk)


def words(customer, *names):
    found = words_for(fresh(customer), names)
    return found[names[0]] if len(names) == 1 else found


def works_at(contact):
    rows = AccountContact.objects.filter(contact=contact).order_by("account__search_name")
    return list(rows.values_list("account__name", "position"))


def noa_twice(acme):
    """Noa twice: she rang first, and wrote later."""
    stays = person(
        "Noa Rei",
        tax_id="12345678Z",
        tags=["VIP"],
        notes="Só pola mañá",
        phones=[Phone("986 000 001", "móbil")],
        emails=[Email("noa@rei.example")],
        company=acme.account,
    )
    goes = person(
        "Noa Rei Souto",
        language="gl",
        tags=["moroso", "VIP"],
        notes="Sempre con pedido",
        phones=[Phone("986 000 002"), Phone("986 000 001", "casa")],
        emails=[Email("NOA@rei.example")],
        addresses=[Postal("Rúa 1", city="Vigo")],
        company="Muíños SL",
        position="Compras",
    )
    link(goes, acme.account, position="Xefa", by=None, now=NOW)
    return stays, goes


def merge(acme, pair, **values):
    return merging.merge(*pair, by=acme.agent, now=NOW, **values)
