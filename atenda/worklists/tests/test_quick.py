"""One thing of one case changed from the list, by the verbs of its page."""

from __future__ import annotations

import json

from atenda.access.abilities import Ability, RoleKind
from atenda.access.models import Role
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, FieldRule
from atenda.history.models import Event
from atenda.organizations.revisions import touch
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

HTMX = {"HX-Request": "true"}


def test_a_priority_is_chosen_over_the_list_and_can_be_undone(acme: Cast, visit: Visit) -> None:
    case, high = make.case(), acme.priority("Alta")
    visitor, here = visit.as_(acme.agent), acme.url("cases/1/quick/priority/")
    assert f'value="{high.pk}"' in visitor.get(here, headers=HTMX).content.decode()
    answer = visitor.post(here, {"to": high.pk}, headers=HTMX)
    said = json.loads(answer.headers["HX-Trigger"])
    event = Event.objects.filter(case=case).latest("seq")
    assert (answer.status_code, Case.objects.get().priority) == (204, high)
    assert said["atenda:cases-changed"] is True
    assert said["atenda:toast"]["undo"]["deed"] == str(event.pk)


def test_without_scripts_it_is_a_page_and_leads_back_to_the_list(acme: Cast, visit: Visit) -> None:
    make.case()
    answer = visit.as_(acme.agent).post(acme.url("cases/1/quick/responsible/"), {"to": acme.colleague.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, acme.url("cases/"))
    assert Case.objects.get().responsible == acme.colleague


def test_without_scripts_the_list_comes_back_as_it_was_asked(acme: Cast, visit: Visit) -> None:
    make.case()
    visitor, asked = visit.as_(acme.agent), acme.url("cases/") + "?view=all&order=folio&priority=none"
    over = visitor.get(acme.url("cases/1/quick/"), headers={"Referer": f"http://testserver{asked}"}).text
    assert 'responsible/?back=view%3Dall%26order%3Dfolio%26priority%3Dnone"' in over
    here = acme.url("cases/1/quick/responsible/")
    page = visitor.get(here, {"back": asked.partition("?")[2]}).text
    assert 'name="back" value="view=all&amp;order=folio&amp;priority=none"' in page
    answer = visitor.post(here, {"to": acme.colleague.pk, "back": asked.partition("?")[2]})
    assert answer.headers["Location"] == asked
    elsewhere = visitor.post(here, {"to": acme.agent.pk, "back": "//shop.example\r\nX: 1"}).headers["Location"]
    assert elsewhere.startswith(acme.url("cases/"))


def test_tags_are_typed_as_everywhere(acme: Cast, visit: Visit) -> None:
    make.case()
    visit.as_(acme.agent).post(acme.url("cases/1/quick/tags/"), {"to": "VIP, en garantía"})
    assert len(Case.objects.get().tag_ids) == 2


def test_an_end_leads_to_its_form_and_is_not_taken_without_it(acme: Cast, visit: Visit) -> None:
    make.case()
    visitor, here = visit.as_(acme.agent), acme.url("cases/1/quick/state/")
    assert f'href="{acme.url("cases/1/resolution/")}"' in visitor.get(here).content.decode()
    assert visitor.post(here, {"to": acme.state("Cerrado").pk}).status_code == 422
    assert visitor.post(here, {"to": acme.state("En progreso").pk}).status_code == 302
    assert Case.objects.get().state == acme.state("En progreso")


def test_who_may_not_reopen_is_offered_no_way_to(acme: Cast, visit: Visit) -> None:
    close(make.case(), by=acme.agent, now=NOW)
    role = Role.objects.get(kind=RoleKind.AGENT)
    Role.objects.filter(pk=role.pk).update(abilities=[one for one in role.abilities if one != Ability.REOPEN_CASES])
    answer = visit.as_(acme.agent).post(acme.url("cases/1/quick/state/"), {"to": acme.state("En progreso").pk})
    assert answer.status_code == 422
    assert not Case.objects.get().is_pending


def test_what_does_not_change_any_more_is_not_offered(acme: Cast, visit: Visit) -> None:
    make.case()
    FieldRule.objects.create(field="priority", editable=False)
    touch()
    visitor = visit.as_(acme.agent)
    assert visitor.get(acme.url("cases/1/quick/priority/")).status_code == 403
    assert "quick/priority/" not in visitor.get(acme.url("cases/1/quick/")).content.decode()


def test_a_deadline_is_written_over_the_list_and_taken_away(acme: Cast, visit: Visit) -> None:
    make.case()
    visitor, here = visit.as_(acme.agent), acme.url("cases/1/quick/due_at/")
    assert visitor.post(here, {"to": "2026-12-01T09:30"}, headers=HTMX).status_code == 204
    assert 'value="2026-12-01T09:30"' in visitor.get(here, headers=HTMX).content.decode()
    refused = visitor.post(here, {"to": "mañá"}, headers=HTMX)
    assert (refused.status_code, "Escribe un día y una hora" in refused.content.decode()) == (422, True)
    assert visitor.post(here, {}, headers=HTMX).status_code == 422
    visitor.post(here, {"nothing": "1"}, headers=HTMX)
    assert Case.objects.get().due_at is None


def test_the_keys_of_the_list_work_on_the_case_for_whoever_may(acme: Cast, visit: Visit) -> None:
    make.case()
    text = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()
    for field, key in (("state", "s"), ("priority", "p"), ("tags", "t")):
        address = acme.url(f"cases/1/quick/{field}/")
        assert f'href="{address}" data-quick-field="{field}" data-key="{key}"' in text
    assert "data-quick-field" not in visit.as_(acme.observer).get(acme.url("cases/1/")).content.decode()
    answer = visit.as_(acme.agent).post(
        acme.url("cases/1/quick/priority/"), {"to": acme.priority("Alta").pk}, headers=HTMX
    )
    assert "atenda:case-changed" in answer.headers["HX-Trigger"]
