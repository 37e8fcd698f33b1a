"""One delivery with its request and its answers; sending again."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.webhooks import log, redelivering
from atenda.webhooks.forms import SinceForm
from atenda.webhooks.models import Delivery
from atenda.webhooks.permissions import may_manage_webhooks
from atenda.webhooks.published import said
from atenda.webhooks.views.endpoints import endpoint_or_404


@require_safe
def delivery(request: AtendaRequest, pk: int) -> HttpResponse:
    there = _delivery(request, pk)
    context = {
        "delivery": there,
        "title": said(there.kind),
        "attempts": log.attempts_of(there),
        "in_words": log.in_words,
        "body": json.dumps(json.loads(there.body), ensure_ascii=False, indent=2) if there.body else "",
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
def again(request: AtendaRequest, pk: int) -> HttpResponse:
    there = _delivery(request, pk)
    if redelivering.again(there, now=timezone.now()):
        messages.success(request, _("It is sent again, with the same id."))
    return HttpResponseRedirect(link("webhooks:delivery", pk=pk))


@require_POST
def again_since(request: AtendaRequest, pk: int) -> HttpResponse:
    """All that were given up since."""
    there, form, now = endpoint_or_404(request, pk), SinceForm(request.POST), timezone.now()
    if form.is_valid():
        count = redelivering.failed_since(there, since=now - form.ago(), now=now)
        sentence = ngettext("%(n)s delivery is sent again.", "%(n)s deliveries are sent again.", count) % {"n": count}
        messages.success(request, sentence)
    return HttpResponseRedirect(link("webhooks:endpoint", pk=pk))


@require_POST
def missed_since(request: AtendaRequest, pk: int) -> HttpResponse:
    """What happened since and was not told, while it was paused say."""
    there, form, now = endpoint_or_404(request, pk), SinceForm(request.POST), timezone.now()
    if form.is_valid():
        count = redelivering.tell_since(there, since=now - form.ago(), now=now)
        sentence = ngettext("%(n)s thing it was not told is sent.", "%(n)s things it was not told are sent.", count)
        messages.success(request, sentence % {"n": count})
    return HttpResponseRedirect(link("webhooks:endpoint", pk=pk))


@require_POST
def test(request: AtendaRequest, pk: int) -> HttpResponse:
    """A delivery that says nothing, by the way every other goes; watch what becomes of it."""
    sent = redelivering.send_test(endpoint_or_404(request, pk), now=timezone.now())
    return HttpResponseRedirect(link("webhooks:delivery", pk=sent.pk))


def _delivery(request: AtendaRequest, pk: int) -> Delivery:
    require(may_manage_webhooks(request.actor))
    rows = Delivery.objects.select_related("endpoint", "case")
    found: Delivery | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
