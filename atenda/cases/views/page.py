"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.access.abilities import Ability
from atenda.cases import catalogue, permissions
from atenda.cases.field_rules import rules
from atenda.cases.forms import NoteForm, StandingForm
from atenda.cases.merging import merged_into
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import endings
from atenda.cases.others import other_open_cases
from atenda.cases.views.finding import visible_case
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.sides.reading import threads, waits_since
from atenda.conversations.timeline import PAGE, Timeline, timeline
from atenda.conversations.timeline_rows import Showing
from atenda.customers.calling import caller
from atenda.customers.permissions import may_see_customers
from atenda.files.permissions import may_add_files, may_review_files
from atenda.files.worklists import at_a_glance
from atenda.live.watching import watch_token
from atenda.macros.permissions import may_use_macros
from atenda.notices.following import hearing_of
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment
from atenda.worklists.views.quick import changeable
from atenda.worklists.views.trails import trail_of

MOST_AGAIN = 500  # entries of a page that was unfolded, when it is fetched again: `?shown=` says how many it had
MAY_BE_EMPTY = ("category", "type", "importance", "campaign", "source", "closing_reason")


@require_safe
def case(request: AtendaRequest, number: int) -> HttpResponse:
    """The page; of a merged case that of the one that goes on, unless `?alone` asks for it as it was."""
    shown = visible_case(request, number)
    if shown.merged_into_id is not None and "alone" not in request.GET and not request.htmx:
        survivor = shown.survivor
        if Case.objects.visible_to(request.actor).filter(pk=survivor.pk).exists():
            return redirect(f"{link('cases:case', number=survivor.folio)}?from={number}")
    return render(request, "cases/case.html", page_of(request, shown))


@require_safe
def timeline_page(request: AtendaRequest, number: int) -> HttpResponse:
    """The entries before number `?before=`, to be put under those shown; without scripts, the case with them alone."""
    shown = visible_case(request, number)
    before = request.GET.get("before", "")
    until = int(before) if before.isdecimal() and len(before) < 10 else 0
    entries = _timeline_of(request, shown, before=until)
    if not request.htmx:
        return render(request, "cases/case.html", page_of(request, shown, timeline=entries))
    return fragment(request, "cases/_timeline.html", "entries", {"case": shown, "timeline": entries})


def page_of(request: AtendaRequest, case: Case, **changed: Any) -> dict[str, Any]:
    """Everything the page shows; `changed` puts a refused form in place of a fresh one."""
    entries = _timeline_of(request, case)
    actor, wanted = request.actor, rules(case.type_id)
    files, waiting = at_a_glance(case, by=actor)
    goes_on = case.merged_into_id is None
    asked = threads(case)
    return {
        "case": case,
        "state": catalogue.states()[case.state_id],
        "priority": catalogue.priorities()[case.priority_id],
        "is_cancelled": catalogue.states()[case.state_id].lifecycle == Lifecycle.CANCELLED,
        "shown": [name for name, rule in wanted.items() if rule.shown],
        **{
            name: catalogue.OF_FIELD[name]().get(getattr(case, f"{name}_id") or 0) if wanted[name].shown else None
            for name in MAY_BE_EMPTY
        },
        "team": directory.teams().get(case.team_id or 0),
        "people": [directory.agents()[pk] for pk in case.assignee_ids],
        "tags": [known[pk] for pk in case.tag_ids if pk in (known := catalogue.tags())],
        "timeline": entries,
        "showings": list(Showing),
        "sides": asked,
        "asked_since": waits_since(asked),
        "customer": caller(contact=case.contact, account=case.account),
        "others": other_open_cases(actor, case),
        "standing": StandingForm.of(case, entries.last_seq),
        "note": NoteForm(),
        "note_files": waiting if may_add_files(actor) else [],
        "files": files,
        "conflicts": {},
        "refusal": "",
        "trail": trail_of(request),
        "hearing": hearing_of(case, actor),
        "watch": watch_token(actor, case),
        "survivor": None if goes_on else _seen(case.survivor, actor),
        "merged": merged_into(case),
        "may_merge": permissions.may_merge_cases(actor),
        "may_edit": goes_on and permissions.may_edit_cases(actor),
        "quick": changeable(case, actor) if goes_on else {},
        "may_assign": goes_on and permissions.may_assign_cases(actor),
        "may_write": goes_on and may_write_to_customers(actor),
        "may_note": (goes_on or "note" in changed) and permissions.may_note_cases(actor),
        "may_use_macros": goes_on and may_use_macros(actor),
        "may_close": permissions.may_close_cases(actor),
        "may_cancel": case.is_pending
        and permissions.may_close_cases(actor)
        and bool(endings(case, Lifecycle.CANCELLED)),
        "may_bin": goes_on and permissions.may_bin_cases(actor),
        "may_reopen": goes_on and permissions.may_reopen_cases(actor),
        "may_add_files": goes_on and may_add_files(actor),
        "may_remove_files": actor.can(Ability.REMOVE_FILES),
        "may_review_files": may_review_files(actor),
        "may_see_customers": may_see_customers(actor),
        **changed,
    }


def _seen(survivor: Case, actor: Agent) -> tuple[int, bool]:
    """The folio of the case that goes on, and whether they see it."""
    return survivor.folio, Case.objects.visible_to(actor).filter(pk=survivor.pk).exists()


def _timeline_of(request: AtendaRequest, case: Case, *, before: int = 0) -> Timeline:
    asked = request.GET.get("show", "")
    showing = Showing(asked) if asked in Showing else Showing.ALL
    shown = request.GET.get("shown", "")
    size = min(max(int(shown), PAGE), MOST_AGAIN) if shown.isdecimal() and len(shown) < 10 else PAGE
    return timeline(
        case,
        reader=request.actor,
        now=timezone.now(),
        before=before,
        showing=showing,
        size=size,
        together=True,
    )
