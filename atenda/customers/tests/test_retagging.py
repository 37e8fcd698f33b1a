"""Tags of customers are renamed, retired and replaced; whoever has them keeps what they stand for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.customers import jobs, retagging
from atenda.customers.editing import edit, words_for
from atenda.customers.models import Account, Contact, Tag
from atenda.customers.opening import open_account, open_contact
from atenda.customers.refusals import NoName, RetiredTag, SameTag, TagIsThere
from atenda.customers.tag_lists import lines
from atenda.customers.tags import suggested, tags_meant
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undo
from atenda.history.worklists import deeds_of
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


def person(name, *tags):
    return open_contact(name=name, tags=tags, by=None, now=NOW)


def tag(name):
    return Tag.objects.get(name=name)


def tags(customer):
    return words_for(type(customer).objects.get(pk=customer.pk), ("tags",))["tags"]


def last(of):
    return Event.objects.filter(subject_type=of._meta.label_lower, subject_id=of.pk).order_by("seq").last()


def by(acme):
    return {"by": acme.supervisor, "now": NOW}


def test_a_renamed_tag_is_renamed_wherever_it_is_and_back(acme):
    ana = person("Ana", "vipp")
    retagging.rename(tag("vipp"), to="  VIP ", **by(acme))
    assert tags(ana) == ["VIP"]
    renamed = last(tag("VIP"))
    undo(renamed, by=acme.supervisor, now=LATER)
    assert tags(ana) == ["vipp"]
    retagging.rename(tag("vipp"), to="vipp", **by(acme))
    assert Event.objects.filter(kind="customertag.renamed").count() == 2


def test_a_name_that_is_taken_or_none_is_refused(acme):
    person("Ana", "VIP", "moroso")
    with pytest.raises(TagIsThere):
        retagging.rename(tag("moroso"), to="vip", **by(acme))
    with pytest.raises(NoName):
        retagging.rename(tag("moroso"), to=" , ", **by(acme))


def test_a_retired_tag_is_kept_by_who_has_it_and_given_to_nobody_else(acme):
    ana, bea = person("Ana", "VIP"), person("Bea")
    retagging.retire(tag("VIP"), **by(acme))
    assert suggested("vi") == []
    edit(ana, tags="vip, nova", by=acme.agent, now=NOW)
    assert tags(ana) == ["nova", "VIP"]
    with pytest.raises(RetiredTag):
        edit(bea, tags="vip", by=acme.agent, now=NOW)
    with pytest.raises(RetiredTag):
        person("Cal", "vip")
    undo(last(tag("VIP")), by=acme.supervisor, now=LATER)
    edit(bea, tags="vip", by=acme.agent, now=NOW)
    assert suggested("vi") == tags(bea) == ["VIP"]


def test_replacing_reaches_everybody_once_and_is_told_of_each(acme):
    ana, bea, cal = person("Ana", "vipp", "moroso"), person("Bea", "vipp", "VIP"), person("Cal", "VIP")
    firm = open_account(name="Muíños", tags=["vipp"], by=None, now=NOW)
    is_all, event = retagging.replace(tag("vipp"), by_tag=tag("VIP"), **by(acme))
    assert is_all
    assert [tags(each) for each in (ana, bea, cal, firm)] == [["moroso", "VIP"], ["VIP"], ["VIP"], ["VIP"]]
    told = [(last(each).kind, last(each).payloads.get().after) for each in (ana, bea, firm)]
    assert told == [
        ("contact.retagged", {"tags": ["moroso", "VIP"]}),
        ("contact.retagged", {"tags": ["VIP"]}),
        ("account.retagged", {"tags": ["VIP"]}),
    ]
    assert last(cal).kind == "contact.created"
    done = deeds_of(acme.supervisor, seen_by=acme.supervisor, now=LATER).rows
    assert [(each.id, each.details) for each in done] == [(event.pk, [])]
    assert "«VIP»" in done[0].sentence
    assert list(verify()) == []


def test_the_name_of_a_replaced_tag_means_the_other_one(acme):
    ana = person("Ana", "a")
    person("Bea", "b", "c")
    retagging.replace(tag("a"), by_tag=tag("b"), **by(acme))
    retagging.replace(tag("b"), by_tag=tag("c"), **by(acme))
    dora = person("Dora", "A")
    assert tags(ana) == tags(dora) == ["c"]
    assert tags_meant(["a"])["a"].name == "c"
    edit(dora, tags="a", by=acme.agent, now=NOW)
    assert last(dora).kind == "contact.created"


def test_a_replacement_is_taken_back_but_for_what_changed_since(acme):
    ana, bea, cal = person("Ana", "vipp"), person("Bea", "vipp", "VIP"), person("Cal", "vipp")
    _all, event = retagging.replace(tag("vipp"), by_tag=tag("VIP"), **by(acme))
    edit(cal, tags="outra", by=acme.agent, now=NOW)
    undo(event, by=acme.supervisor, now=LATER)
    assert [tags(each) for each in (ana, bea, cal)] == [["vipp"], ["VIP", "vipp"], ["outra"]]
    assert tag("vipp").retired_at is None
    assert list(verify()) == []


def test_a_tag_replaced_by_another_meanwhile_stays_so(acme):
    person("Ana", "a", "b", "c")
    _all, event = retagging.replace(tag("a"), by_tag=tag("b"), **by(acme))
    retagging.restore(tag("a"), **by(acme))
    retagging.replace(tag("a"), by_tag=tag("c"), **by(acme))
    with pytest.raises(ChangedSince):
        undo(event, by=acme.supervisor, now=LATER)


@pytest.mark.parametrize("which", ["itself", "retired"])
def test_nothing_is_replaced_by_itself_or_by_what_is_retired(acme, which):
    person("Ana", "a", "b")
    retagging.retire(tag("b"), **by(acme))
    with pytest.raises(SameTag):
        retagging.replace(tag("a"), by_tag=tag("a" if which == "itself" else "b"), **by(acme))


def test_of_very_many_the_worker_does_the_rest(acme, monkeypatch):
    monkeypatch.setattr(retagging, "MOST_AT_ONCE", 2)
    waiting = []
    monkeypatch.setattr(retagging, "_go_on", lambda which, agent, **_when: waiting.append((which.pk, agent.pk)))
    people = [person(f"Persoa {number}", "vipp") for number in range(5)]
    person("Bea", "VIP")
    is_all, event = retagging.replace(tag("vipp"), by_tag=tag("VIP"), **by(acme))
    assert not is_all
    while waiting:
        jobs.go_on_replacing(acme.organization.pk, *waiting.pop())
    assert [tags(each) for each in people] == [["VIP"]] * 5
    with pytest.raises(CannotUndo):
        undo(event, by=acme.supervisor, now=LATER)


def saved_late(customer, held):
    """As a form saves it that found the tag before it was replaced."""
    type(customer).objects.filter(pk=customer.pk).update(tag_ids=[held.pk])


def look_again(of):
    """What waits to be looked at once more, in a minute."""
    job = ProcrastinateJob.objects.get(task_name="atenda.customers.jobs.go_on_replacing", args__tag_id=of.pk)
    assert timedelta(seconds=50) < job.scheduled_at - timezone.now() < timedelta(seconds=70)
    for _twice in range(2):
        jobs.go_on_replacing(**job.args)


def test_who_was_being_saved_when_the_tag_was_replaced_has_the_other_one_too(acme):
    ana, firm = person("Ana", "vipp"), open_account(name="Muíños", by=None, now=NOW)
    person("Bea", "VIP")
    vipp = tag("vipp")
    retagging.replace(vipp, by_tag=tag("VIP"), **by(acme))
    saved_late(firm, vipp)
    look_again(vipp)
    assert [tags(each) for each in (ana, firm)] == [["VIP"], ["VIP"]]
    assert Event.objects.filter(kind="account.retagged").count() == 1
    assert list(verify()) == []


def test_who_was_being_saved_has_what_stands_there_by_now(acme):
    ana = person("Ana")
    person("Bea", "a", "b", "c")
    first = tag("a")
    retagging.replace(first, by_tag=tag("b"), **by(acme))
    retagging.replace(tag("b"), by_tag=tag("c"), **by(acme))
    saved_late(ana, first)
    look_again(first)
    assert tags(ana) == ["c"]


def test_a_tag_that_is_itself_again_is_left_to_whoever_has_it(acme):
    ana = person("Ana", "vipp")
    person("Bea", "VIP")
    _all, event = retagging.replace(tag("vipp"), by_tag=tag("VIP"), **by(acme))
    undo(event, by=acme.supervisor, now=LATER)
    look_again(tag("vipp"))
    assert tags(ana) == ["vipp"]


def test_each_tag_is_counted_as_its_lists_show_it(acme):
    person("Ana", "VIP", "moroso")
    person("Bea", "VIP")
    open_account(name="Muíños", tags=["VIP"], by=None, now=NOW)
    assert [(line.tag.name, line.accounts, line.contacts) for line in lines()] == [("moroso", 0, 1), ("VIP", 1, 2)]


def test_the_pages_rename_retire_and_replace(acme, visit):
    ana = person("Ana", "vipp", "<b>moroso")
    person("Bea", "VIP")
    pages = visit.as_(acme.supervisor)
    shown = pages.get(acme.url("settings/customer-tags/")).content.decode()
    assert "&lt;b&gt;moroso" in shown
    assert "?tag=vipp" in shown
    at = {name: acme.url(f"settings/customer-tags/{tag(name).pk}/") for name in ("vipp", "VIP", "<b>moroso")}
    assert pages.post(at["<b>moroso"], {"name": "vip"}).status_code == 422
    assert pages.post(at["<b>moroso"], {"name": "Moroso"}).status_code == 302
    assert pages.post(f"{at['vipp']}replacement/", {"other": str(tag("VIP").pk)}).status_code == 302
    assert tags(ana) == ["Moroso", "VIP"]
    assert pages.post(f"{at['vipp']}replacement/", {"other": "999999999"}).status_code == 422
    assert pages.post(f"{at['VIP']}retirement/").status_code == 302
    assert tag("VIP").retired_at is not None
    assert pages.post(f"{at['VIP']}retirement/", {"restore": "1"}).status_code == 302
    assert tag("VIP").retired_at is None


def test_the_form_of_a_customer_says_that_a_tag_was_retired(acme, visit):
    person("Ana", "VIP")
    retagging.retire(tag("VIP"), **by(acme))
    data = {"name": "Bea", "tags": "vip"}
    for field in ("phones", "emails", "addresses"):
        data |= {f"{field}-TOTAL_FORMS": "0", f"{field}-INITIAL_FORMS": "0", f"{field}-default": "0"}
    answer = visit.as_(acme.agent).post(acme.url("contacts/new/"), data)
    assert answer.status_code == 422
    assert "VIP" in answer.content.decode()
    assert not Contact.objects.filter(name="Bea").exists()


def test_undoing_by_the_bar_of_the_page(acme, visit):
    person("Ana", "vipp")
    person("Bea", "VIP")
    _all, event = retagging.replace(tag("vipp"), by_tag=tag("VIP"), by=acme.supervisor, now=timezone.now())
    pages = visit.as_(acme.supervisor)
    assert pages.get(acme.url("deeds/")).status_code == 200
    assert pages.post(acme.url("deeds/undoing/"), {"deed": event.pk}).status_code == 302
    assert tag("vipp").retired_at is None
    assert visit.as_(acme.agent).post(acme.url("deeds/undoing/"), {"deed": event.pk}).status_code == 403
    assert Account.objects.count() == 1
