"""Ask for a file of what a list shows: what it will hold, and as what kind of file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.customers.models import Account, Contact
from atenda.customers.narrowing import Narrowing, chips
from atenda.exporting.asking import ask
from atenda.exporting.cases import chosen_of
from atenda.exporting.customers import meant
from atenda.exporting.forms import AskForm
from atenda.exporting.models import Form, What
from atenda.exporting.permissions import may_ask_for
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say
from atenda.worklists.bulk.choosing import read_chosen
from atenda.worklists.naming import chips as chips_of
from atenda.worklists.presentation import TABLE
from atenda.worklists.saved import find
from atenda.worklists.table import COLUMNS, look_of
from atenda.worklists.views.asking import asked_of

KINDS = {What.ACCOUNTS: Account.kind, What.CONTACTS: Contact.kind}
OFFERED = (What.CASES, What.ACCOUNTS, What.CONTACTS)


@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: AtendaRequest, what: str) -> HttpResponse:
    """A POST asks for it; what the list is asked stands in the address, as on the list."""
    if what not in OFFERED:
        raise Http404
    require(may_ask_for(request.actor, what))
    asked, title = _of_cases(request) if what == What.CASES else _of_customers(request, What(what))
    form = AskForm(request.POST if request.method == "POST" else None, auto_id="export_%s")
    if form.is_valid():
        chosen, key = Form(form.cleaned_data["form"]), form.cleaned_data["key"]
        try:
            ask(What(what), chosen, asked, title=title, key=key, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The file is being made. The bell tells you when it is ready."))
            return go(request, link("exporting:exports"))
    context = {
        "form": form,
        "what": what,
        "title": title,
        "number": _number(request, what, asked),
        "columns": [str(COLUMNS[name].label) for name in asked.get("columns", ())],
        "here": f"{link('exporting:asking', what=what)}?{request.GET.urlencode()}",
        "back": link(f"customers:{what}") if what in KINDS else link("worklists:cases"),
    }
    status = 422 if form.is_bound else 200
    if request.htmx:
        return fragment(request, "exporting/asking.html", "form", context, status)
    return render(request, "exporting/asking.html", context, status=status)


def _of_cases(request: AtendaRequest) -> tuple[dict[str, Any], str]:
    """All of the question unless rows were marked; the columns as this person sees them; what it is called."""
    marks = request.GET.getlist("case")
    chosen = read_chosen(request.GET, marks)
    if chosen.folios and not chosen.all_of_it:
        question = chosen.question
        saved = find(request.actor, question.saved) if question.saved else None
        marked = {"case": ",".join(map(str, chosen.folios))}
    else:
        question, saved = asked_of(_without_marks(request))
        marked = {}
    columns = look_of(request.actor, question, saved).columns
    named = [str(saved or question.view.label)]
    if marked:
        named.append(_("chosen cases"))
    elif not saved or question.filters != saved.question.filters:
        named += [chip.label for chip in chips_of(question, request.actor)]
    asked = {**question.presented(TABLE).asked, "view": question.view.value, "order": question.order.name}
    return {**asked, **marked, "columns": list(columns)}, " · ".join(named)


def _without_marks(request: AtendaRequest) -> AtendaRequest:
    """The request as the list itself would get it."""
    said: QueryDict = request.GET.copy()
    for name in ("case", "all"):
        said.pop(name, None)
    request.GET = said  # type: ignore[assignment]
    return request


def _of_customers(request: AtendaRequest, what: What) -> tuple[dict[str, Any], str]:
    narrowing = Narrowing.of(request.GET, KINDS[what])
    asked = {"q" if name == "text" else name: getattr(narrowing, name) for name in narrowing.used}
    if "open" in asked:
        asked["open"] = "1"
    return asked, " · ".join([str(what.label), *(chip.label for chip in chips(narrowing))])


def _number(request: AtendaRequest, what: str, asked: dict[str, Any]) -> int:
    if what == What.CASES:
        return chosen_of(asked).count(request.actor)
    number: int = meant(KINDS[What(what)], request.actor, asked).count()
    return number
