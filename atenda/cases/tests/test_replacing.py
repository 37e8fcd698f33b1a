"""A value takes the place of another on every case (B83): what is decided at once, and what follows case by case."""

from datetime import timedelta

import pytest
from django.utils import translation

from atenda.cases import catalogue, picklists, replacing, swapping, tagging
from atenda.cases.binning import bin_case
from atenda.cases.campaigns import current, work_in
from atenda.cases.counts import counts_by_state
from atenda.cases.editing import edit, save_form
from atenda.cases.jobs import replace as replace_job
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Lifecycle, Priority, Replacement, State, Tag
from atenda.cases.reconciling import reconcile
from atenda.cases.refusals import RetiredValue
from atenda.cases.replacing import NotOfItsKind, Use, replace
from atenda.cases.successors import FIELD_OF, BeingReplaced
from atenda.cases.tests.sending import opening
from atenda.conversations.timeline import timeline
from atenda.history.chain import verify
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.history.worklists import deeds_of
from atenda.notices.models import News
from atenda.testing import make
from atenda.testing.cast import NOW

SOON = NOW + timedelta(minutes=1)


def value(kind, name, **more):
    labels = dict.fromkeys(("es", "gl", "en"), name)
    return picklists.add(kind, labels=labels, position=9, colour="blue", by=None, now=NOW, **more)


def tags(*names):
    return tagging.tags_called(list(names), by=None, now=NOW)


def carry_out(replacement, now=SOON):
    """Every batch, as the worker would."""
    while swapping.advance(replacement, now=now):
        pass


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


def test_it_goes_on_where_a_killed_worker_stopped(acme, monkeypatch):
    monkeypatch.setattr(swapping, "BATCH", 2)
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    for _ in range(5):
        make.case(category=old)
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    assert swapping.advance(begun, now=SOON)
    events = Event.objects.count()

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(swapping, "record_many", killed)
        with pytest.raises(KeyboardInterrupt):
            swapping.advance(begun, now=SOON)
    kept = Replacement.objects.get()
    assert (kept.done, kept.finished_at, Event.objects.count()) == (2, None, events)
    assert Case.objects.filter(category=old).count() == 3

    replace_job(acme.organization.pk, begun.pk)
    kept.refresh_from_db()
    assert (kept.done, kept.cases, kept.finished_at is None) == (5, 5, False)
    assert Case.objects.filter(category=new).count() == 5
    assert Event.objects.filter(kind="case.value_replaced").count() == 5
    assert (list(verify()), reconcile()) == ([], [])


def test_run_twice_nothing_happens_twice(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    case = make.case(category=old)
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    carry_out(begun)
    seen = last_seq(case)
    carry_out(begun)
    replace_job(acme.organization.pk, begun.pk)

    assert last_seq(case) == seen
    assert Replacement.objects.get().done == 1


def test_what_stands_still_is_woken_and_stragglers_are_fetched(acme, monkeypatch):
    woken = []
    monkeypatch.setattr(swapping, "wake", lambda replacement: woken.append(replacement.pk))
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    swapping.sweep(NOW + timedelta(seconds=10))
    assert woken == []
    swapping.sweep(NOW + timedelta(minutes=2))
    assert woken == [begun.pk]
    carry_out(begun, now=SOON)
    late = make.case()
    Case.objects.filter(pk=late.pk).update(category=old)  # a form that was being saved when the value was retired
    swapping.sweep(SOON + timedelta(minutes=1))
    assert woken == [begun.pk] * 2
    carry_out(begun, now=SOON + timedelta(minutes=1))
    late.refresh_from_db()
    assert (late.category, Replacement.objects.get().finished_at) == (new, SOON)
    swapping.sweep(SOON + timedelta(minutes=6))
    assert woken == [begun.pk] * 2


def test_a_value_brought_back_keeps_its_new_cases(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    for deed in (picklists.restore, picklists.retire):
        with pytest.raises(BeingReplaced):
            deed(new if deed is picklists.retire else old, by=acme.admin, now=NOW)
    with pytest.raises(BeingReplaced):
        replace(new, to=acme.category("Incidencia"), by=acme.admin, now=NOW)
    carry_out(begun)
    old.refresh_from_db()
    picklists.restore(old, by=acme.admin, now=SOON)
    case = make.case(category=old)
    carry_out(begun)
    case.refresh_from_db()
    assert case.category == old


def test_the_life_cycle_of_a_state_waits_until_it_has_been_replaced(acme):
    old = acme.state("En espera")
    new = value("states", "Parado", lifecycle=Lifecycle.WAITING)
    make.case(state=old)
    replace(old, to=new, by=acme.admin, now=NOW)
    with pytest.raises(BeingReplaced):
        picklists.change(new, lifecycle=Lifecycle.CLOSED, by=acme.admin, now=NOW)


def test_nobody_is_told_by_mail_and_it_is_no_deed_to_take_back(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    make.case(category=old, by=acme.agent)
    before = News.objects.count()
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))

    assert News.objects.count() == before
    assert deeds_of(acme.admin, seen_by=acme.admin, now=SOON).rows == []


def test_a_form_opened_before_keeps_what_was_replaced_and_saves_the_rest(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    case = make.case(category=old)
    seen = last_seq(case)
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))
    high = acme.priority("Alta")
    save_form(case, values={"category": old, "priority": high}, seen=seen, by=acme.agent, now=SOON)
    case.refresh_from_db()

    assert (case.category, case.priority) == (new, high)


def test_a_form_that_chose_the_value_before_gets_the_one_that_took_its_place(acme, visit):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    form = opening(acme, category=old.pk, state=acme.state("Abierto").pk)
    replace(old, to=new, by=acme.admin, now=NOW)
    fresh = value("states", "Novo", lifecycle=acme.state("Abierto").lifecycle)
    replace(acme.state("Abierto"), to=fresh, by=acme.admin, now=NOW)
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), form)

    assert answer.status_code == 302
    assert (Case.objects.get().category, Case.objects.get().state) == (new, fresh)


def test_what_was_done_before_can_still_be_undone(acme):
    old, new, other = acme.category("Queja"), value("categories", "Reclamación"), acme.category("Incidencia")
    waiting, parked = acme.state("En espera"), value("states", "Parado", lifecycle=Lifecycle.WAITING)
    case = make.case(category=old, state=waiting)
    edit(case, category=other, by=acme.agent, now=NOW)
    close(case, by=acme.agent, now=NOW)
    edited, closed = Event.objects.get(kind="case.edited"), Event.objects.get(kind="case.closed")
    carry_out(replace(old, to=new, by=acme.admin, now=NOW))
    carry_out(replace(waiting, to=parked, by=acme.admin, now=NOW))
    carry_out(replace(other, to=value("categories", "Pregunta"), by=acme.admin, now=NOW))
    undo(edited, by=acme.agent, now=SOON)
    undo(closed, by=acme.agent, now=SOON)
    case.refresh_from_db()

    assert (case.category, case.state, case.closed_at) == (new, parked, None)
    assert reconcile() == []


def test_the_page_says_how_many_cases_have_it_and_does_it(acme, visit):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    make.case(category=old)
    close(make.case(category=old), by=acme.agent, now=NOW)
    assert replacing.use_of(old) == Use(pending=1, cases=2)
    address = acme.url(f"settings/picklists/categories/{old.pk}/replacement/")
    assert visit.as_(acme.agent).post(address, {"to": new.pk}).status_code == 403
    visitor = visit.as_(acme.admin)
    page = visitor.get(address).content.decode()
    assert "Reemplazar en 2 casos" in page
    assert f'<option value="{old.pk}">' not in page
    assert visitor.post(address, {"to": old.pk}).status_code == 422
    answer = visitor.post(address, {"to": new.pk})
    assert answer.headers["Location"] == acme.url("settings/picklists/#replacements")

    under_way = visitor.get(acme.url("settings/picklists/replacements/")).content.decode()
    assert "0 de 2 casos" in under_way
    assert "hx-trigger" in under_way
    carry_out(Replacement.objects.get())
    page = visitor.get(acme.url("settings/picklists/")).content.decode()
    assert "Reemplazado por «Reclamación»" in page
    assert "2 casos" in page
    assert 'hx-trigger="every' not in page


def test_a_state_alone_in_its_life_cycle_says_what_to_do(acme, visit):
    old = acme.state("Cerrado")
    address = acme.url(f"settings/picklists/states/{old.pk}/replacement/")
    page = visit.as_(acme.admin).get(address).content.decode()

    assert "No hay otro estado con el mismo ciclo de vida" in page
    assert visit.post(address, {"to": acme.state("En espera").pk}).status_code == 422
