"""Settings: what the DNS says of the domain of a mailbox."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from atenda.mailboxes.domains.checking import Checked, check, domain_of, last_check
from atenda.mailboxes.domains.forms import SelectorsForm
from atenda.mailboxes.domains.saying import sentence
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest


@require_http_methods(["GET", "HEAD", "POST"])
def domain(request: AtendaRequest, pk: int) -> HttpResponse:
    """What was found last; asked for, it is looked at anew."""
    mailbox = mailbox_or_404(request, pk)
    checked = last_check(mailbox)
    if request.method != "POST":
        selectors = " ".join(checked.check.selectors) if checked else ""
        return _page(request, mailbox, checked, SelectorsForm(initial={"selectors": selectors}))
    form = SelectorsForm(request.POST)
    if form.is_valid():
        selectors = form.cleaned_data["selectors"].replace(",", " ").split()
        try:
            check(mailbox, selectors=selectors, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(next(iter(refusal.fields), None), str(refusal))
        else:
            return HttpResponseRedirect(link("mailboxes:domain", pk=pk))
    return _page(request, mailbox, checked, form, 422)


def _page(
    request: AtendaRequest, mailbox: Mailbox, checked: Checked | None, form: SelectorsForm, status: int = 200
) -> HttpResponse:
    context = {
        "mailbox": mailbox,
        "domain": domain_of(mailbox),
        "checked": checked,
        "found": [(each, sentence(each)) for each in checked.found] if checked else [],
        "form": form,
    }
    return render(request, "mailboxes/domain.html", context, status=status)
