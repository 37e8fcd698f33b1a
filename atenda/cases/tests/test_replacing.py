"""A value takes the place of another on every case (B83): what is decided at once, and what follows case by case."""

import pytest
from django.utils import translation

from atenda.cases import catalogue, picklists
from atenda.cases.binning import bin_case
from atenda.cases.campaigns import current, work_in
from atenda.cases.counts import counts_by_state
from atenda.cases.models import Case, Lifecycle, Priority, State, Tag
from atenda.cases.reconciling import reconcile
from atenda.cases.refusals import RetiredValue
from atenda.cases.replacing import NotOfItsKind, replace
from atenda.cases.successors import FIELD_OF
from atenda.cases.tests.replaced import SOON, carry_out, tags, value
from atenda.conversations.timeline import timeline
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.worklists import deeds_of
from atenda.notices.models import News
from atenda.testing import make
from atenda.testing.cast import NOW


def test_every_case_gets_the_other_value_and_tells_so(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    mine, other = make.case(category=old), make.case(category=acme.category("Incidencia"))
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))
    mine.refresh_from_db()
    other.refresh_from_db()
    told = timeline(mine, reader=acme.agent, now=SOON).entries[0]

    assert (mine.category, str(other.category)) == (new, "Incidencia")
    assert (told.who, told.at) == ("Antía Admin", SOON)
    assert [(each.before, each.after) for each in told.details] == [("Queja", "Reclamación")]
    assert told.sentence == "Antía Admin reemplazó un valor en todos los casos que lo tenían: categoría"
    cause = Event.objects.get(kind="picklist.replaced")
    assert Event.objects.get(kind="case.value_replaced").cause_id == cause.pk
    assert Event.objects.filter(case=other).count() == 1
    assert list(verify()) == []


@pytest.mark.parametrize(("kind", "field"), [(kind, FIELD_OF[model]) for kind, model in picklists.KINDS.items()])
def test_every_kind_of_value_can_be_replaced(acme, kind, field):
    same = {"states": {"lifecycle": Lifecycle.CLOSED}}.get(kind, {})
    old, new = value(kind, "Vella", **same), value(kind, "Nova", **same)
    if kind == "tags":
        case = make.case(tags=[old])
    else:
        state = {"state": acme.state("Cerrado")} if kind == "reasons" else {}
        case = make.case(**{**state, field: old})
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))
    case.refresh_from_db()

    assert (case.tag_ids if kind == "tags" else getattr(case, field)) == ([new.pk] if kind == "tags" else new)
    old.refresh_from_db()
    assert old.retired_at == NOW
    assert reconcile() == []


def test_counters_stay_true_and_no_case_is_closed_by_it(acme):
    old = acme.state("En espera")
    new = value("states", "Esperando por pezas", lifecycle=Lifecycle.WAITING)
    cases = [make.case(state=old) for _ in range(3)]
    bin_case(cases[0], by=acme.admin, now=NOW)
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))

    assert {case.state for case in Case.objects.all()} == {new}  # what lies in the bin too
    assert (counts_by_state()[old.pk], counts_by_state()[new.pk]) == (0, 2)
    assert reconcile() == []


def test_only_what_means_the_same_takes_the_place(acme):
    closed, waiting = acme.state("Cerrado"), acme.state("En espera")
    with pytest.raises(NotOfItsKind):
        replace(waiting, to=closed, by=acme.admin, now=NOW)
    with pytest.raises(NotOfItsKind):
        replace(waiting, to=waiting, by=acme.admin, now=NOW)
    with pytest.raises(NotOfItsKind):
        replace(waiting, to=acme.priority("Alta"), by=acme.admin, now=NOW)
    ends, gives_up = value("reasons", "Arranxado"), value("reasons", "Desistiu", cancels=True)
    with pytest.raises(NotOfItsKind):
        replace(ends, to=gives_up, by=acme.admin, now=NOW)
    assert waiting.retired_at is None


def test_a_retired_value_takes_no_place_but_may_be_replaced(acme):
    old, new = acme.category("Queja"), acme.category("Incidencia")
    case = make.case(category=old)
    picklists.retire(old, by=acme.admin, now=NOW)
    with pytest.raises(RetiredValue):
        replace(new, to=old, by=acme.admin, now=NOW)
    carry_out(replace(old, to=new, by=acme.admin, now=SOON))
    case.refresh_from_db()
    assert case.category == new


def test_new_cases_are_never_left_without_a_value_to_begin_with(acme):
    priority, state = Priority.objects.get(is_initial=True), State.objects.get(is_initial=True)
    replace(priority, to=acme.priority("Alta"), by=acme.admin, now=NOW)
    fresh = value("states", "Novo", lifecycle=state.lifecycle)
    replace(state, to=fresh, by=acme.admin, now=NOW)

    assert catalogue.initial_priority().label == "Alta"
    assert (make.case().state, list(State.objects.filter(is_initial=True))) == (fresh, [fresh])


def test_who_works_in_a_campaign_works_in_the_one_that_took_its_place(acme):
    old, new = value("campaigns", "Verán"), value("campaigns", "Verán 2026")
    work_in(old, by=acme.agent)
    replace(old, to=new, by=acme.admin, now=NOW)

    assert current(acme.agent).id == new.pk


def test_merging_tags_keeps_one_in_its_place(acme):
    vip, important, late = tags("VIP", "importante", "tarde")
    both, one = make.case(tags=[vip, late, important]), make.case(tags=[late, vip])
    carry_out(replace(vip, to=important, by=acme.admin, now=NOW))
    both.refresh_from_db()
    one.refresh_from_db()

    assert (both.tag_ids, one.tag_ids) == ([important.pk, late.pk], [late.pk, important.pk])
    with translation.override("es"):
        told = timeline(both, reader=acme.agent, now=SOON).entries[0].details
    assert [(each.before, each.after) for each in told] == [("VIP, tarde, importante", "importante, tarde")]


def test_the_word_of_a_merged_tag_gives_the_one_that_took_its_place(acme):
    vip, important = tags("VIP", "importante")
    replace(vip, to=important, by=acme.admin, now=NOW)

    assert tags("vip", "Importante") == [important]
    assert Tag.objects.count() == 2


def test_nobody_is_told_by_mail_and_it_is_no_deed_to_take_back(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    make.case(category=old, by=acme.agent)
    before = News.objects.count()
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))

    assert News.objects.count() == before
    assert deeds_of(acme.admin, seen_by=acme.admin, now=SOON).rows == []
