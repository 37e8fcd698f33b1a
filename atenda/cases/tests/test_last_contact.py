"""When desk and customer last spoke, and when a person last had the case in hand: machines move neither (B38)."""

from datetime import timedelta

from atenda.cases.assignment import assign
from atenda.cases.editing import edit
from atenda.cases.inheriting import inherit
from atenda.cases.lifecycle import close, reopen
from atenda.cases.models import Case
from atenda.cases.replacing import replace
from atenda.cases.tests.replaced import carry_out, tags, value
from atenda.conversations.amending import remove_note
from atenda.conversations.noting import note
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer

LATER = NOW + timedelta(hours=3)
LAST = NOW + timedelta(hours=5)


def kept():
    case = Case.objects.get()
    return case.last_contact_at, case.updated_at


def test_a_case_begins_with_a_contact_and_a_note_may_tell_of_another(acme):
    case = make.case()
    assert kept() == (NOW, NOW)
    note(case, body="Mirei o albará.", by=acme.agent, now=LATER)
    assert kept() == (NOW, LATER)
    note(case, body="Falei con ela.", spoken=True, by=acme.agent, now=LAST)
    assert kept() == (LAST, LAST)
    assert Event.objects.get(case=case, seq=3).payloads.get().after == {"body": "Falei con ela.", "spoken": True}


def test_it_goes_and_comes_back_with_the_note_that_told_of_it(acme):
    case = make.case()
    first = note(case, body="Falei con ela.", spoken=True, by=acme.agent, now=LATER)
    second = note(case, body="E outra vez.", spoken=True, by=acme.agent, now=LAST)
    remove_note(second, by=acme.agent, now=LAST)
    assert kept()[0] == LATER
    remove_note(first, by=acme.agent, now=LAST)
    assert kept()[0] == NOW
    undo(Event.objects.filter(case=case, kind="note.removed").latest("seq"), by=acme.agent, now=LAST)
    assert kept()[0] == LATER


def test_the_tick_stands_by_the_note_and_the_page_tells(acme, visit):
    make.case()
    visitor = visit.as_(acme.agent)
    assert 'name="spoken"' in visitor.get(acme.url("cases/1/")).content.decode()
    visitor.post(acme.url("cases/1/notes/"), {"body": "Falei con ela.", "spoken": "on"})
    visitor.post(acme.url("cases/1/notes/"), {"body": "Mirei o albará."})
    with inside(acme.organization):
        contact, changed = kept()
    assert NOW < contact < changed
    page = visitor.get(acme.url("cases/1/")).content.decode()
    assert page.count("ha hablado con el cliente") == 1
    assert "último contacto" in page
    assert "Último contacto" in visitor.get(acme.url("cases/1/print/")).content.decode()


def test_what_machines_do_leaves_the_date_of_change_as_it_is(acme):
    case = make.case()
    edit(case, reference="Outra", due_at=LAST, by=None, now=LATER)
    assign(case, responsible=acme.agent, by=None, now=LATER)
    close(case, by=None, now=LATER)
    reopen(case, by=None, now=LATER)
    make.file(case, now=LATER)
    assert kept() == (NOW, NOW)
    assert Event.objects.filter(case=case).count() == 6

    for name, deed in {
        "edit": lambda: edit(case, reference="E outra", by=acme.agent, now=LATER),
        "assign": lambda: assign(case, responsible=acme.colleague, by=acme.agent, now=LATER),
        "close": lambda: close(case, by=acme.agent, now=LATER),
        "reopen": lambda: reopen(case, by=acme.agent, now=LATER),
        "file": lambda: make.file(case, b"Adeus", now=LATER, by=acme.agent),
    }.items():
        Case.objects.update(updated_at=NOW)
        deed()
        assert kept() == (NOW, LATER), name


def test_a_value_replaced_and_a_customer_merged_are_no_work_on_the_case(acme):
    tag, other = tags("VIP", "Moi VIP")
    make.case(category=acme.category("Queja"), tags=[tag])
    carry_out(replace(acme.category("Queja"), to=value("categories", "Reclamación"), by=acme.admin, now=NOW), LATER)
    carry_out(replace(tag, to=other, by=acme.admin, now=NOW), LATER)
    inherit(goes=acme.customer, stays=make_customer("Noa Rei", "Rei SL")[1], by=acme.admin, now=LATER)
    case = Case.objects.get()
    assert (str(case.category), case.tag_ids, case.contact.name) == ("Reclamación", [other.pk], "Noa Rei")
    assert kept() == (NOW, NOW)
