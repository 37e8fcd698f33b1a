"""What people do with forms, pages and deeds from before a value was replaced."""

from atenda.cases import replacing
from atenda.cases.editing import edit, save_form
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Lifecycle, Replacement
from atenda.cases.reconciling import reconcile
from atenda.cases.replacing import Use, replace
from atenda.cases.tests.replaced import SOON, carry_out, value
from atenda.cases.tests.sending import opening
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.testing import make
from atenda.testing.cast import NOW


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
