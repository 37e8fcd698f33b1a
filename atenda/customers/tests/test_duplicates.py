"""Who is proposed as on record twice, and who is not; and that two once told apart stay two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from atenda.customers.duplicates.listing import page_of
from atenda.customers.duplicates.looking import look
from atenda.customers.duplicates.of_one import likely_duplicates
from atenda.customers.duplicates.sounding import differs_by_a_slip, sounds_same
from atenda.customers.duplicates.telling_apart import tell_apart
from atenda.customers.jobs import look_for_duplicates
from atenda.customers.merging import merge
from atenda.customers.models import DuplicateSearch, LikelyDuplicate
from atenda.customers.opening import open_account, open_contact
from atenda.customers.refusals import CannotMerge, MergedMeanwhile
from atenda.customers.ways import Email, Phone
from atenda.history.models import Event
from atenda.history.undoing import UndoneBefore, undo
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=1)


def person(name, **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def company(name, **values):
    return open_account(name=name, by=None, now=NOW, **values)


def found(acme, kind="contact", **values):
    look(kind, now=NOW)
    return [
        ({card.name for card in each.cards}, {str(share) for share in each.shares})
        for each in page_of(kind, seen_by=acme.agent, **values).proposals
    ]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Uxía Peña Castro", "Castro Peña, Uxia", "contact"),
        ("Baldomero Gil", "Valdomero Xil", "contact"),
        ("D. José Ybáñez Cid", "Jose Ibañes Cid", "contact"),
        ("Talleres Peña, S.L.", "TALLERES PEÑA SL", "account"),
        ("Conservas del Barbanza S. A. U.", "Conservas Barbanza", "account"),
        ("Hoteles Quiroga", "Oteles Kiroga", "account"),
    ],
)
def test_names_that_sound_the_same(first, second, kind):
    assert sounds_same(first, second, kind)


@pytest.mark.parametrize(
    ("first", "second", "kind", "is_slip"),
    [
        ("Uxía Peña Castro", "Uxía Peña Casrto", "contact", True),
        ("Noa Figueiras Rei", "Noa Figueras Rei", "contact", True),
        ("Talleres Peña, S.L.", "Tayeres Pena", "account", True),
        ("Panificadora Arzúa", "Panificadra Arzúa", "account", True),
        ("Uxía López Rei", "Uxía Gómez Rei", "contact", False),
        ("Bar Ana", "Bar Eva", "account", False),
        ("Uxía Peña", "Uxía Peña Castro", "contact", False),
    ],
)
def test_names_but_for_a_slip(first, second, kind, is_slip):
    assert differs_by_a_slip(first, second, kind) == is_slip
    assert not sounds_same(first, second, kind)


def test_the_weightiest_are_first_and_each_says_why(acme):
    person("Iago Souto Lema", emails=[Email("iago@souto.example")], phones=[Phone("986111222")])
    person("Yago Souto Lema", emails=[Email("iago@souto.example")], phones=[Phone("+34 986 111 222")])
    person("Antía Vidal Ferro", phones=[Phone("986333444")])
    person("Antía Vidal", phones=[Phone("986333444")])
    person("Mariña Dopico Rei")
    person("Marinha Dopico Reu")
    assert found(acme) == [
        ({"Iago Souto Lema", "Yago Souto Lema"}, {"email", "phone", "name"}),
        ({"Antía Vidal Ferro", "Antía Vidal"}, {"phone"}),
        ({"Mariña Dopico Rei", "Marinha Dopico Reu"}, {"slip"}),
    ]
    assert found(acme, share="email") == [({"Iago Souto Lema", "Yago Souto Lema"}, {"email", "phone", "name"})]


def test_a_name_is_called_the_same_where_it_is_written_so(acme):
    for name in ("Sergio Ríos Lema", "Serjio Rios Lema", "Ana Rial Cid", "Ana Ríal Cid"):
        person(name)
    look("contact", now=NOW)
    with override("en"):
        said = {each.cards[0].name: each.said for each in page_of("contact", seen_by=acme.agent).proposals}
    assert said == {"Sergio Ríos Lema": ["a name that sounds the same"], "Ana Rial Cid": ["the same name"]}


def test_companies_are_known_by_tax_number_and_name(acme):
    company("Talleres Peña, S.L.", tax_id="B36234567", tax_kept=True)
    company("Peña Motor", tax_id="B36234567", tax_kept=True)
    company("Panificadora Arzúa")
    company("Panificadra Arzúa, S.A.")
    company("Pescanova del Morrazo")
    assert found(acme, "account") == [
        ({"Talleres Peña, S.L.", "Peña Motor"}, {"tax"}),
        ({"Panificadora Arzúa", "Panificadra Arzúa, S.A."}, {"slip"}),
    ]
    assert found(acme) == []


def test_two_tax_numbers_tell_two_of_one_name_apart(acme):
    company("Panadería Xan", tax_id="B36234567", tax_kept=True)
    company("Panadería Xan", tax_id="B15123456", tax_kept=True)
    assert found(acme, "account") == []


def test_what_many_share_says_nothing(acme):
    for number in range(6):
        person(f"Persoa{'abcdef'[number]} Única{'ghijkl'[number]}", emails=[Email("info@praza.example")])
    assert found(acme) == []


def test_what_another_organization_has_is_never_looked_at(acme, other):
    person("Iria Mosquera Rial", emails=[Email("iria@mosquera.example")])
    with inside(other.organization):
        person("Iria Mosquera Rial", emails=[Email("iria@mosquera.example")])
        assert found(other) == []
    assert found(acme) == []


def test_a_merged_record_is_proposed_no_more_and_again_after_it_is_parted(acme):
    one, other = (person("Brais Outón Fole", emails=[Email("b@outon.example")]) for _time in range(2))
    assert len(found(acme)) == 1
    event = merge(one, other, by=acme.admin, now=NOW)
    assert page_of("contact", seen_by=acme.agent).proposals == []
    assert found(acme) == []
    undo(event, by=acme.admin, now=LATER)
    assert len(found(acme)) == 1


def test_two_told_apart_are_never_proposed_again_unless_it_is_taken_back(acme):
    one, other = (person("Brais Outón Fole", emails=[Email("b@outon.example")]) for _time in range(2))
    assert len(found(acme)) == 1
    event = tell_apart(other, one, by=acme.agent, now=NOW)
    assert tell_apart(one, other, by=acme.agent, now=NOW) is None
    assert found(acme) == []
    assert likely_duplicates(one) == []
    assert {
        each.subject_id for each in Event.objects.filter(kind__in=["contact.told_apart", "contact.is_another"])
    } == {
        one.pk,
        other.pk,
    }
    undo(event, by=acme.admin, now=LATER)
    assert len(found(acme)) == 1
    assert [card.id for card in likely_duplicates(one)] == [other.pk]
    with pytest.raises(UndoneBefore):
        undo(event, by=acme.admin, now=LATER + timedelta(minutes=1))


def test_only_two_of_a_kind_are_told_apart(acme):
    one, other, third = (person(f"Persoa {name}") for name in ("Unha", "Dúas", "Tres"))
    with pytest.raises(CannotMerge):
        tell_apart(one, one, by=acme.agent, now=NOW)
    with pytest.raises(CannotMerge):
        tell_apart(one, company("Persoa Unha"), by=acme.agent, now=NOW)
    merge(third, other, by=acme.admin, now=NOW)
    other.refresh_from_db()
    with pytest.raises(MergedMeanwhile):
        tell_apart(one, other, by=acme.agent, now=NOW)


def test_from_the_page_to_two_and_to_one_and_back(acme, visit):
    one, other = (person("Brais <i>Outón Fole", emails=[Email("b@outon.example")]) for _time in range(2))
    pages = visit.as_(acme.admin)
    address = acme.url("customers/duplicates/")
    assert 'name="kind" value="contact"' in pages.get(address).content.decode()
    pages.post(f"{address}looking/", {"kind": "contact"})
    assert DuplicateSearch.objects.get(kind="contact").is_under_way
    look_for_duplicates(acme.organization.pk, "contact")
    assert not DuplicateSearch.objects.get(kind="contact").is_under_way
    shown = pages.get(address).content.decode()
    assert "Brais &lt;i&gt;Outón Fole" in shown
    assert f"/contacts/{one.pk}/merging/?other={other.pk}&amp;from=duplicates" in shown
    said = {"other": other.pk, "from": "duplicates", "share": "email"}
    apart = pages.post(acme.url(f"contacts/{one.pk}/telling-apart/"), said)
    assert apart.url == f"{address}?kind=contact&share=email"
    assert LikelyDuplicate.objects.get().told_apart_by == acme.admin
    assert "/telling-apart/" not in pages.get(address).content.decode()
    pages.post(acme.url("deeds/undoing/"), {"deed": Event.objects.get(kind="contact.told_apart").pk})
    assert "/telling-apart/" in pages.get(address).content.decode()


def test_who_may_not_merge_is_shown_nothing(acme, visit, other):
    one, second = (person("Brais Outón Fole", emails=[Email("b@outon.example")]) for _time in range(2))
    address, said = f"contacts/{one.pk}/telling-apart/", {"other": second.pk}
    pages = visit.as_(acme.observer)
    assert pages.get(acme.url("customers/duplicates/")).status_code == 403
    assert pages.post(acme.url("customers/duplicates/looking/"), {"kind": "contact"}).status_code == 403
    assert pages.post(acme.url(address), said).status_code == 403
    assert visit.as_(other.agent).post(other.url(address), said).status_code == 404
    assert visit.as_(other.agent).get(acme.url("customers/duplicates/")).status_code == 404
    assert not LikelyDuplicate.objects.exists()


def test_as_many_queries_for_one_pair_as_for_three(acme, visit):
    def fill(number):
        for _time in range(2):
            person(f"Triple {'abc'[number]}ndrea", phones=[Phone(f"98612345{number}")])
        look("contact", now=NOW)

    address = acme.url("customers/duplicates/")
    fill(0)
    visit.as_(acme.admin).get(address)
    with CaptureQueriesContext(connection) as one:
        visit.get(address)
    fill(1)
    fill(2)
    with CaptureQueriesContext(connection) as three:
        visit.get(address)
    assert len(three) == len(one)
