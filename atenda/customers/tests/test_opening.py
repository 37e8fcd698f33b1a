from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connection

from atenda.customers import events
from atenda.customers.editing import words_for
from atenda.customers.models import Account, AccountContact, Contact, NameWord
from atenda.customers.opening import introduce, open_account, open_contact
from atenda.customers.refusals import NoName, SeveralSoCalled
from atenda.customers.ways import Email, Phone, Postal
from atenda.history.models import Event, EventPayload
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW


def open_(name="Brais Louro", **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def last_event(subject):
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).latest("seq")


def test_a_contact_is_created_with_every_way_to_reach_them(acme):
    contact = open_(
        tax_id="12.345.678-Z",
        language="gl",
        phones=[Phone("600 11 22 33"), Phone("986 123 456", "traballo", True)],
        emails=[Email("Brais@Louro.example")],
        addresses=[Postal("Rúa Real 1", "36001", "Pontevedra")],
    )
    assert words_for(contact, ("name", "tax_id", "language", "phones", "emails", "addresses")) == {
        "name": "Brais Louro",
        "tax_id": "12345678Z",
        "language": "gl",
        "phones": [
            {"number": "+34986123456", "label": "traballo", "is_default": True},
            {"number": "+34600112233"},
        ],
        "emails": [{"address": "brais@louro.example", "is_default": True}],
        "addresses": [{"street": "Rúa Real 1", "postal_code": "36001", "city": "Pontevedra", "is_default": True}],
    }
    assert contact.phones.get(is_default=True).national == "986123456"


def test_creating_tells_history_who_and_what(acme):
    account = open_account(name="Muíños SL", emails=[Email("a@muinos.example")], by=acme.agent, now=NOW)
    event = last_event(account)
    assert (event.kind, event.actor, event.seq, event.at) == (events.ACCOUNT_CREATED.name, acme.agent, 1, NOW)
    assert EventPayload.objects.get(event=event).after == {
        "name": "Muíños SL",
        "emails": [{"address": "a@muinos.example", "is_default": True}],
    }


def test_a_name_of_nothing_is_refused(acme):
    with pytest.raises(NoName):
        open_(name=" \u200b ")
    assert not Contact.objects.filter(name="").exists()


def test_a_contact_may_be_created_into_a_company(acme):
    contact = open_(company=acme.account, position="Xerente")
    link = contact.companies.get()
    assert (link.account, link.position) == (acme.account, "Xerente")


def test_a_company_named_and_not_there_is_created(acme):
    contact = open_(company="Talleres Peña")
    assert contact.companies.get().account.name == "Talleres Peña"
    assert open_(name="Outra", company="TALLERES  peña").companies.get().account == contact.companies.get().account


def test_a_company_name_that_several_have_is_refused(acme):
    open_account(name="Bar Central", by=None, now=NOW)
    open_account(name="Bar Central", by=None, now=NOW)
    with pytest.raises(SeveralSoCalled):
        open_(company="bar central")
    assert not Contact.objects.filter(name="Brais Louro").exists()


def test_the_same_submission_twice_makes_one(acme):
    submission = uuid4()
    first = open_(submission=submission)
    assert open_(submission=submission) == first
    assert Contact.objects.filter(name="Brais Louro").count() == 1
    account = open_account(name="A", by=None, now=NOW, submission=uuid4())
    assert account != open_account(name="A", by=None, now=NOW, submission=uuid4())


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_at_the_same_time_makes_one(acme):
    submission = uuid4()

    def send(_):
        with inside(acme.organization), closing(connection):
            return open_(submission=submission, company="Naviera").pk

    with ThreadPoolExecutor(4) as senders:
        made = set(senders.map(send, range(4)))
    assert len(made) == 1
    assert Contact.objects.filter(name="Brais Louro").count() == Account.objects.filter(name="Naviera").count() == 1


def test_a_submission_that_was_refused_may_be_sent_again(acme):
    submission = uuid4()
    with pytest.raises(NoName):
        open_(name="", submission=submission)
    assert open_(submission=submission).name == "Brais Louro"


def test_introducing_somebody_by_phone(acme):
    person = introduce(name="Noa", phone="600 112 233", company="Naviera Rías", by=acme.agent, now=NOW)
    assert (person.kind, person.phones.get().number) == ("contact", "+34600112233")
    assert person.companies.get().account.phones.count() == 0


def test_introducing_a_company_without_a_person(acme):
    company = introduce(company="Naviera Rías", phone="986 112 233", email="a@b.example", by=None, now=NOW)
    assert (company.kind, company.name, company.phones.count(), company.emails.count()) == (
        "account",
        "Naviera Rías",
        1,
        1,
    )


@pytest.mark.parametrize("values", [{}, {"company": ""}, {"company": "  "}])
def test_introducing_nobody_is_refused(acme, values):
    with pytest.raises(NoName):
        introduce(**values, by=None, now=NOW)


def test_long_names_emoji_and_controls_are_kept_whole(acme):
    assert open_(name="ñ" * 200).search_name == " " + "n\x7f" * 200
    assert open_(name="🦑 Lura & <b>Fillos</b>").name == "🦑 Lura & <b>Fillos</b>"


def test_the_words_of_a_name_are_known_once(acme):
    open_(name="Xiana Xiana Outeiro")
    open_(name="Outeiro")
    assert NameWord.objects.filter(word__in=["xiana", "outeiro"]).count() == 2


def test_two_organizations_with_equal_values_do_not_meet(acme, other):
    submission = uuid4()
    here = open_(submission=submission, company="Igual SL", phones=[Phone("986 555 555")])
    with inside(other.organization):
        there = open_(submission=submission, company="Igual SL", phones=[Phone("986 555 555")])
        assert there.organization == other.organization
        assert AccountContact.objects.get(contact=there).account.organization_id == other.organization.pk
    assert here.pk != there.pk
    assert Account.objects.filter(name="Igual SL").count() == 1
