"""Deeds on customers can be taken back; what changed since is never overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link, unlink
from atenda.customers.models import Contact
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email, Phone
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, UndoneBefore, undo
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)
FIELDS = ("name", "tax_id", "tax_kind", "tax_kept", "language", "notes", "tags", "phones", "emails")


@pytest.fixture
def contact(acme):
    return open_contact(
        name="Brais Louro",
        tax_id="12345678Z",
        tags=["VIP"],
        phones=[Phone("986 000 001")],
        emails=[Email("brais@louro.example")],
        by=acme.agent,
        now=NOW,
    )


def last(contact):
    return Event.objects.filter(subject_type="customers.contact", subject_id=contact.pk).order_by("seq").last()


def fresh(contact):
    return Contact.objects.get(pk=contact.pk)


def test_an_edit_of_every_field_is_taken_back(acme, contact):
    before = words_for(contact, FIELDS)
    edit(
        contact,
        name="Brais Rei",
        tax_id="A1",
        tax_kept=True,
        language="gl",
        notes="Só pola mañá",
        tags="moroso, gran conta",
        phones=[],
        emails=[Email("b@rei.example", "casa")],
        by=acme.agent,
        now=NOW,
    )
    assert words_for(fresh(contact), ("tags", "tax_id", "tax_kept")) == {
        "tags": ["gran conta", "moroso"],
        "tax_id": "A1",
        "tax_kept": True,
    }
    edited = last(contact)
    undo(edited, by=acme.agent, now=LATER)
    assert words_for(fresh(contact), FIELDS) == before
    assert last(contact).cause_id == edited.pk
    with pytest.raises(UndoneBefore):
        undo(edited, by=acme.agent, now=LATER)
    assert list(verify()) == []


def test_what_changed_since_stays(acme, contact):
    edit(contact, name="Segundo", by=acme.agent, now=NOW)
    first = last(contact)
    edit(contact, name="Terceiro", by=acme.colleague, now=NOW)
    with pytest.raises(ChangedSince):
        undo(first, by=acme.agent, now=LATER)
    assert fresh(contact).name == "Terceiro"


def test_a_number_kept_on_purpose_comes_back_and_what_cannot_is_said(acme, contact):
    edit(contact, tax_id="A1", tax_kept=True, by=acme.agent, now=NOW)
    edit(contact, tax_id="B36000008", tax_kept=False, by=acme.agent, now=NOW)
    undo(last(contact), by=acme.agent, now=LATER)
    assert words_for(fresh(contact), ("tax_id", "tax_kept")) == {"tax_id": "A1", "tax_kept": True}
    Contact.objects.filter(pk=contact.pk).update(tax_kept=False)  # as it was before numbers were checked
    edit(contact, tax_kept=True, by=acme.agent, now=NOW)
    with pytest.raises(CannotUndo):
        undo(last(contact), by=acme.agent, now=LATER)


def test_links_with_companies_are_taken_back(acme, contact):
    link(contact, acme.account, position="Xerente", by=acme.agent, now=NOW)
    first = last(contact)
    link(contact, acme.account, position="Directora", by=acme.agent, now=NOW)
    undo(last(contact), by=acme.agent, now=LATER)
    assert contact.companies.get().position == "Xerente"
    undo(first, by=acme.agent, now=LATER)
    assert not contact.companies.exists()
    link(contact, acme.account, position="Socia", by=acme.agent, now=NOW)
    unlink(contact, acme.account, by=acme.agent, now=NOW)
    undo(last(contact), by=acme.agent, now=LATER)
    assert contact.companies.get().position == "Socia"


def test_the_bar_and_the_page_take_it_back_for_who_may(acme, other, visit, contact):
    edit(contact, name="Outro Nome", by=acme.agent, now=timezone.now())
    event, here = last(contact), acme.url("deeds/undoing/")
    assert visit.as_(acme.observer).post(here, {"deed": event.pk}).status_code == 403
    assert visit.as_(acme.colleague).post(here, {"deed": event.pk}).status_code == 403
    assert visit.as_(other.admin).post(other.url("deeds/undoing/"), {"deed": event.pk}).status_code == 404
    for page in ("deeds/", f"contacts/{contact.pk}/"):
        shown = visit.as_(acme.agent).get(acme.url(page)).content.decode()
        assert f'name="deed" value="{event.pk}"' in shown
        assert "Outro Nome" in shown
    visit.post(here, {"deed": event.pk})
    assert fresh(contact).name == "Brais Louro"
    for page in ("deeds/", f"contacts/{contact.pk}/"):
        assert f'name="deed" value="{event.pk}"' not in visit.get(acme.url(page)).content.decode()


def test_who_sees_no_customers_knows_of_no_deed_on_them(acme, visit, contact):
    edit(contact, name="Segredo", by=acme.agent, now=timezone.now())
    role = acme.agent.role
    role.abilities = [Ability.EDIT_CASES]
    role.save(update_fields=["abilities"])
    assert "Segredo" not in visit.as_(acme.agent).get(acme.url("deeds/")).content.decode()
    assert visit.post(acme.url("deeds/undoing/"), {"deed": last(contact).pk}).status_code == 404
