"""Put a quick reply into what one writes: found by typing, shown as this case would get it, filled in (B16)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.conversations.afterwards import states_after
from atenda.conversations.answered import answered_in
from atenda.conversations.enclosing import waits_in
from atenda.conversations.forms import ReplyForm
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.unfilled import Unfilled
from atenda.conversations.views.replying import form_page
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.sent import files_of_form
from atenda.macros.facts import Spoken, speak
from atenda.macros.models import QuickReply
from atenda.macros.offered import replies_for
from atenda.macros.sharing import count_use
from atenda.macros.views.finding import LARGEST
from atenda.staff.requests import AtendaRequest

MOST = 30


@dataclass(frozen=True)
class Language:
    """One it can be had in."""

    code: str
    name: str
    is_here: bool
    is_stale: bool


@require_safe
def picks(request: AtendaRequest, number: int) -> HttpResponse:
    """`?q=`: those that fit what was typed, best first."""
    case = _case(request, number)
    typed = request.GET.get("q", "")[:100]
    found = replies_for(request.actor, typed)[:MOST]
    return render(request, "macros/_picks.html", {"case": case, "found": found, "typed": typed})


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """One of them, as this case would get it; a POST takes its text, unless a field of it stands for nothing."""
    case = _case(request, number)
    spoken = _spoken(request, case, pk, request.GET.get("language", ""))
    if request.method != "POST":
        context = {"case": case, "spoken": spoken, "languages": _languages(spoken), **_names(spoken)}
        return render(request, "macros/_preview.html", context)
    if spoken.filled.missing:
        return JsonResponse({"refusal": str(Unfilled(spoken.filled.missing))}, status=422)
    count_use(spoken.reply, now=timezone.now())
    return JsonResponse({"text": spoken.filled.text, "language": spoken.language})


@takes_files(may_add_files)
@require_POST
def insertion(request: AtendaRequest, number: int) -> HttpResponse:
    """Without scripts: the form again, with the text of the quick reply chosen after what was typed."""
    case = _case(request, number)
    answered, states = answered_in(case), states_after(case, request.actor)
    form = ReplyForm.of(answered, states)
    typed: dict[str, Any] = {name: request.POST[name] for name in form.fields if name in request.POST}
    chosen, refusal = request.POST.get("quick_reply", ""), ""
    with suppress(FileRefused):  # what was chosen along with it waits; what was refused is refused when it is sent
        files_of_form(request, submission=waits_in(case))
    if chosen.isdecimal():
        spoken = _spoken(request, case, int(chosen))
        if spoken.filled.missing:
            refusal = str(Unfilled(spoken.filled.missing))
        else:
            count_use(spoken.reply, now=timezone.now())
            typed["body"] = f"{typed.get('body', '').rstrip()}\n\n{spoken.filled.text}".lstrip()
    form.initial = {**form.initial, **typed}
    return form_page(request, case, answered, form, not_inserted=refusal)


def _case(request: AtendaRequest, number: int) -> Case:
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor))
    return case


def _spoken(request: AtendaRequest, case: Case, pk: int, language: str = "") -> Spoken:
    rows = QuickReply.objects.visible_to(request.actor).in_use()
    found: QuickReply | None = rows.filter(pk=pk).first() if pk <= LARGEST else None
    if found is None:
        raise Http404
    answered = answered_in(case)
    return speak(found, case, answered=answered, by=request.actor, now=timezone.now(), language=language)


def _languages(spoken: Spoken) -> list[Language]:
    names, stale = dict(settings.LANGUAGES), spoken.reply.stale
    return [Language(code, str(names[code]), code == spoken.language, code in stale) for code in spoken.reply.languages]


def _names(spoken: Spoken) -> dict[str, str]:
    names = dict(settings.LANGUAGES)
    return {"spoken_name": str(names[spoken.language]), "wanted_name": str(names.get(spoken.wanted, spoken.wanted))}
