from atenda.cases import catalogue, picklists
from atenda.cases.models import Case, Tag
from atenda.cases.tagging import names_in, suggested, tags_called
from atenda.cases.tests.sending import opening, standing
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW


def labels(case):
    tags = Tag.objects.in_bulk(case.tag_ids)
    return [str(tags[pk]) for pk in case.tag_ids]


def test_words_between_commas_are_tags_each_once():
    assert names_in("Cliente VIP,  En  garantía,, cliente vip") == ["Cliente VIP", "En garantía"]
    assert names_in(" , ") == []


def test_a_tag_is_the_same_whatever_its_accents_and_capitals(acme):
    first = tags_called(["En garantía"], by=acme.agent, now=NOW)
    again = tags_called(["EN GARANTIA", "Cliente VIP"], by=acme.agent, now=NOW)

    assert first[0] == again[0]
    assert Tag.objects.count() == 2
    assert Event.objects.filter(kind="picklist.added").count() == 2


def test_a_tag_renamed_in_another_language_is_found_by_every_name(acme):
    (tag,) = tags_called(["En garantía"], by=acme.agent, now=NOW)
    words = {"es": "En garantía", "gl": "En garantía", "en": "Under warranty"}
    picklists.change(tag, labels=words, by=acme.admin, now=NOW)

    assert tags_called(["under warranty"], by=acme.agent, now=NOW) == [tag]


def test_tags_used_before_are_suggested(acme):
    tags_called(["Cliente VIP", "En garantía"], by=acme.agent, now=NOW)

    assert [tag.label for tag in suggested("vip")] == ["Cliente VIP"]
    assert [tag.label for tag in suggested("")] == ["Cliente VIP", "En garantía"]


def test_a_retired_tag_is_suggested_no_more_and_stays_on_its_cases(acme):
    (tag,) = tags_called(["Campaña 2025"], by=acme.agent, now=NOW)
    case = make.case(tags=[tag])
    picklists.retire(tag, by=acme.admin, now=NOW)

    assert suggested("camp") == []
    assert labels(case) == ["Campaña 2025"]


def test_tags_are_typed_in_both_forms_and_saved_with_them(acme, visit):
    visitor = visit.as_(acme.agent)
    visitor.post(acme.url("cases/new/"), opening(acme, tags="Cliente VIP, en garantía"))
    case = Case.objects.get()
    assert labels(case) == ["Cliente VIP", "en garantía"]

    visitor.post(acme.url("cases/1/standing/"), standing(case, tags="cliente vip, Urxente"))
    case.refresh_from_db()
    assert labels(case) == ["Cliente VIP", "Urxente"]
    text = visitor.get(acme.url("cases/1/")).content.decode()
    assert "Cliente VIP, Urxente" in text


def test_a_form_with_too_long_a_tag_comes_back(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, tags="x" * 61))

    assert answer.status_code == 422
    assert not catalogue.tags()


def test_suggestions_come_as_the_field_asks_for_them(acme, visit):
    tags_called(["Cliente VIP"], by=acme.agent, now=NOW)
    answer = visit.as_(acme.observer).get(acme.url("cases/tags/?q=cli"))

    assert answer.json() == {"results": [{"value": "Cliente VIP", "text": "Cliente VIP"}]}
