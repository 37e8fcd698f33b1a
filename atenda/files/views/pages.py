"""The files of a case on a page of their own, and one file looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import Ability, require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.files import attaching, storage
from atenda.files.counting import counts_of
from atenda.files.kinds import PLAYED, Family
from atenda.files.limits import TEXT_SHOWN
from atenda.files.models import Review
from atenda.files.permissions import may_add_files, may_remove_file, may_review_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.views.finding import visible_file
from atenda.files.views.uploading import answered, keep_all
from atenda.files.worklists import Shown, files_of, shown_of, together
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment


@takes_files(may_add_files)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: AtendaRequest, number: int) -> HttpResponse:
    """Every file of a case; `?review=pending` chooses, `?show=bin` shows what was removed. A POST adds some."""
    case = visible_case(request, number)
    if request.method != "POST":
        return render(request, "files/list.html", _list_of(request, case))
    require(may_add_files(request.actor))
    now = timezone.now()

    def keep(file: Any, key: Any) -> Any:
        return attaching.attach(case, file, by=request.actor, now=now, key=key)

    if "application/json" in request.headers.get("Accept", ""):
        return answered(request, keep)
    try:
        keep_all(request, keep)
    except FileRefused as refusal:
        context = {**_list_of(request, case), "refusal": str(refusal)}
        return render(request, "files/list.html", context, status=refusal.status)
    return HttpResponseRedirect(link("cases:case", number=case.folio))


@require_safe
def file(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """What can be seen or heard of a file without opening it: pages as pictures, text, sound (3.34)."""
    case, found = visible_file(request, number, pk)
    shown = shown_of([found])[0]
    context = {
        "case": case,
        "file": shown,
        "text": _text(shown),
        "is_played": found.content.kind in PLAYED and not found.content.is_withheld,
        "may_remove": may_remove_file(request.actor, found),
        "may_review": may_review_files(request.actor),
    }
    if request.htmx:
        return fragment(request, "files/file.html", "look", context)
    return render(request, "files/file.html", context)


def _list_of(request: AtendaRequest, case: Case) -> dict[str, Any]:
    chosen = request.GET.get("review", "")
    removed = request.GET.get("show") == "bin"
    return {
        "case": case,
        "counts": counts_of(together(case)),
        "files": files_of(case, review=chosen, removed=removed),
        "chosen": chosen if chosen in Review.values else "",
        "removed": removed,
        "refusal": "",
        "may_add": may_add_files(request.actor),
        "may_remove_all": request.actor.can(Ability.REMOVE_FILES),
        "may_review": may_review_files(request.actor),
    }


def _text(shown: Shown) -> str:
    """The beginning of a text, to be escaped like every other word on a page."""
    if shown.family != Family.TEXT or shown.is_withheld:
        return ""
    try:
        with storage.path_of(shown.row.content).open("rb") as file:
            words = file.read(TEXT_SHOWN)
    except FileNotFoundError:
        return ""
    try:
        return words.decode()
    except UnicodeDecodeError as error:
        if error.start > len(words) - 4:
            return words[: error.start].decode()
        return words.decode("cp1252", errors="replace")
