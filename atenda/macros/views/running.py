"""Run a macro on a case: shown first, what will happen and what will not, then done all at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.history.deeds import one_deed
from atenda.history.merging import last_seq
from atenda.history.undoing import way_back
from atenda.macros.forms.running import ending_form
from atenda.macros.models import Macro
from atenda.macros.offered import by_folder, macros_for
from atenda.macros.permissions import may_use_macros
from atenda.macros.running import Ending, Foreseen, foresee, run
from atenda.macros.views.finding import LARGEST
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import fragment, say
from atenda.worklists.views.trails import back_to_case

MOST = 30


@require_safe
def macros_here(request: AtendaRequest, number: int) -> HttpResponse:
    """Those one may run on this case, found by what is typed; without scripts a page of them."""
    case = visible_case(request, number)
    require(may_use_macros(request.actor))
    typed = request.GET.get("q", "")[:100]
    found = macros_for(request.actor, typed)
    if request.htmx:
        return render(request, "macros/_macro_picks.html", {"case": case, "found": found[:MOST], "typed": typed})
    context = {"case": case, "folders": by_folder(found), "typed": typed}
    return render(request, "macros/here.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def running(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """What will happen; a POST does it."""
    case = visible_case(request, number)
    require(may_use_macros(request.actor))
    rows = Macro.objects.visible_to(request.actor).in_use()
    macro: Macro | None = rows.filter(pk=pk).first() if pk <= LARGEST else None
    if macro is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    now = timezone.now()
    looking = partial(ending_form, does=macro.does, data=sent, actor=request.actor)
    foreseen: Foreseen[Any] = foresee(
        macro, case, by=request.actor, now=now, at_the_end=lambda ended, to: looking(ended, to)
    )
    form = foreseen.ending
    if sent is None or (form is not None and not form.is_valid()):
        return _page(request, case, macro, foreseen, status=422 if sent is not None else 200)
    try:
        with one_deed() as done:
            ending = _ending(form, request, now)
            run(macro, case, by=request.actor, now=now, ending=ending, seen=_seen(request))
    except Refused as refusal:
        if form is not None:
            say_beside(form, refusal)
        return _page(request, case, macro, foreseen, status=422, refusal="" if form is not None else str(refusal))
    sentence = _("“%(name)s” is done.") if done.events else _("“%(name)s” changed nothing.")
    say(request, sentence % {"name": macro.name}, undo=way_back(done, by=request.actor, now=now))
    return back_to_case(request, case)


def _seen(request: AtendaRequest) -> int | None:
    """What there was of the case when the form was shown; one that does not say it is taken as it is."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _ending(form: Any, request: AtendaRequest, now: Any) -> Ending | None:
    if form is None:
        return None
    values = form.values()
    return Ending(
        reason=values.get("reason"),
        solution=values.get("solution"),
        also=with_new_values(values.get("also", {}), by=request.actor, now=now),
    )


def _page(
    request: AtendaRequest, case: Case, macro: Macro, foreseen: Foreseen[Any], *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = {"case": case, "macro": macro, "foreseen": foreseen, "form": foreseen.ending, "refusal": refusal}
    context["seen"] = last_seq(case)
    if request.htmx:
        return fragment(request, "macros/run.html", "form", context, status)
    return render(request, "macros/run.html", context, status=status)
