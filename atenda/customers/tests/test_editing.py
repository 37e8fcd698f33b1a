import pytest

from atenda.customers import events
from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link, unlink
from atenda.customers.models import PhoneNumber
from atenda.customers.opening import open_account, open_contact
from atenda.customers.refusals import ChangedMeanwhile, NoName
from atenda.customers.ways import Email, Phone, Postal
from atenda.history.merging import last_seq
from atenda.history.models import Event, EventPayload
from atenda.testing.cast import NOW


@pytest.fixture
def contact(acme):
    return open_contact(
        name="Brais Louro",
        phones=[Phone("986 000 001"), Phone("986 000 002", "móbil")],
        emails=[Email("brais@louro.example")],
        by=acme.agent,
        now=NOW,
    )


def change(customer, by=None, seen=None, **values):
    edit(customer, by=by, now=NOW, seen=seen, **values)


def events_of(subject):
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("seq")


def test_only_named_fields_change(acme, contact):
    change(contact, name="Brais Louro Rey", by=acme.agent)
    contact.refresh_from_db()
    assert (contact.name, contact.search_name, contact.phones.count()) == ("Brais Louro Rey", " brais louro rey", 2)


def test_editing_tells_history_before_and_after_of_what_changed(acme, contact):
    change(contact, name="Brais Rey", language="", emails=[Email("brais@rey.example")], by=acme.supervisor)
    event = events_of(contact).last()
    payload = EventPayload.objects.get(event=event)
    assert (event.kind, event.actor) == (events.CONTACT_EDITED.name, acme.supervisor)
    assert payload.before == {
        "name": "Brais Louro",
        "emails": [{"address": "brais@louro.example", "is_default": True}],
    }
    assert payload.after == {"name": "Brais Rey", "emails": [{"address": "brais@rey.example", "is_default": True}]}


def test_saving_what_is_so_already_changes_nothing(acme, contact):
    values = {
        "name": " Brais  Louro",
        "phones": [Phone("+34 986 000 002", "móbil"), Phone("986000001", is_default=True)],
        "emails": [Email("BRAIS@louro.example"), Email("")],
        "addresses": [],
    }
    change(contact, **values)
    assert events_of(contact).count() == 1


def test_phones_that_stay_keep_their_row(acme, contact):
    first, second = contact.phones.order_by("id")
    change(contact, phones=[Phone("986000001"), Phone("986000002", "casa", is_default=True), Phone("986 000 003")])
    assert list(contact.phones.order_by("id").values_list("id", "number", "label", "is_default"))[:2] == [
        (first.pk, "+34986000001", "", False),
        (second.pk, "+34986000002", "casa", True),
    ]
    assert contact.phones.count() == 3


def test_the_default_passes_on_when_its_number_goes(acme, contact):
    change(contact, phones=[Phone("986000002")])
    assert PhoneNumber.objects.get(contact=contact).is_default
    change(contact, phones=[])
    assert not PhoneNumber.objects.filter(contact=contact).exists()


def test_an_account_has_addresses(acme):
    account = open_account(name="Muíños", by=None, now=NOW)
    change(account, addresses=[Postal("Rúa 1", city="Vigo"), Postal("Rúa 2", city="Lugo", is_default=True)])
    assert words_for(account, ("addresses",))["addresses"] == [
        {"street": "Rúa 2", "city": "Lugo", "is_default": True},
        {"street": "Rúa 1", "city": "Vigo"},
    ]
    assert events_of(account).last().kind == events.ACCOUNT_EDITED.name


def test_a_name_cannot_be_taken_away(acme, contact):
    with pytest.raises(NoName):
        change(contact, name="  ")


def test_two_people_who_change_different_fields_both_keep_theirs(acme, contact):
    seen = last_seq(contact)
    change(contact, name="Brais Rey", by=acme.agent, seen=seen)
    change(contact, name="Brais Louro", phones=[Phone("986 000 009")], by=acme.colleague, seen=seen)
    assert words_for(contact, ("name", "phones")) == {
        "name": "Brais Rey",
        "phones": [{"number": "+34986000009", "is_default": True}],
    }


def test_two_people_who_change_one_field_differently_are_shown_both_values(acme, contact):
    seen = last_seq(contact)
    change(contact, name="Brais Rey", tax_id="12345678Z", by=acme.agent, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        change(contact, name="Brais Rei", tax_id="", language="gl", by=acme.colleague, seen=seen)
    (conflict,) = refused.value.fields.values()
    assert (list(refused.value.fields), conflict.before, conflict.after, conflict.by) == (
        ["name"],
        "Brais Louro",
        "Brais Rey",
        acme.agent.name,
    )
    contact.refresh_from_db()
    assert (contact.name, contact.language) == ("Brais Rey", "")


def test_two_people_who_change_one_field_alike_agree(acme, contact):
    seen = last_seq(contact)
    change(contact, name="Brais Rey", by=acme.agent, seen=seen)
    change(contact, name="Brais Rey", by=acme.colleague, seen=seen)
    assert events_of(contact).count() == 2


def test_linking_and_unlinking_is_recorded_once(acme, contact):
    for _ in range(2):
        link(contact, acme.account, position="Xerente", by=acme.agent, now=NOW)
    link(contact, acme.account, position="Directora", by=acme.agent, now=NOW)
    assert contact.companies.get().position == "Directora"
    for _ in range(2):
        unlink(contact, acme.account, by=acme.agent, now=NOW)
    assert contact.companies.count() == 0
    assert list(events_of(contact).values_list("kind", flat=True)) == [
        "contact.created",
        "contact.linked",
        "contact.linked",
        "contact.unlinked",
    ]
    assert EventPayload.objects.get(event=events_of(contact).last()).before == {
        "company": {"account": acme.account.pk, "name": acme.account.name, "position": "Directora"}
    }
