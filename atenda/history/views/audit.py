"""The audit log of administration: to read, to search, to take away."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.history.audit import audit, may_read_audit
from atenda.history.audit_file import as_csv, note_taken
from atenda.history.forms import AuditForm
from atenda.history.ledger_checks import last_check
from atenda.staff.requests import AtendaRequest


@require_safe
def page(request: AtendaRequest) -> HttpResponse:
    require(may_read_audit(request.actor))
    form = AuditForm(request.GET)
    before = request.GET.get("before", "")
    until = int(before) if before.isdecimal() and len(before) < 19 else 0
    asked = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    check = last_check()
    context = {
        "form": form,
        "page": audit(replace(form.question, before=until)),
        "asked": urlencode(asked),
        "check": check,
        "anchor": bytes(check.head).hex() if check else "",
    }
    return render(request, "history/audit.html", context)


@require_POST
def taken(request: AtendaRequest) -> HttpResponse:
    """What the page shows, all of it, as CSV; that it was taken is written down first."""
    require(may_read_audit(request.actor))
    question = AuditForm(request.POST).question
    note_taken(question, by=request.actor, now=timezone.now())
    response = HttpResponse(as_csv(question), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _("audit-log") + ".csv")
    return response
