"""Write one's own signature, or the one for whoever has none: for every mailbox, or for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.conversations.showing.own_words import own_words
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.organizations.links import link
from atenda.signatures.choosing import signature_of
from atenda.signatures.forms import SignatureForm, offered_mailboxes
from atenda.signatures.models import Signature
from atenda.signatures.permissions import may_manage_signatures, may_sign
from atenda.signatures.places import names_in
from atenda.signatures.signing import held, sign, sign_for_others
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@dataclass(frozen=True)
class Page:
    """What each of the two has of its own."""

    name: str
    agent: Agent | None
    write: Callable[..., Signature]


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: AtendaRequest) -> HttpResponse:
    require(may_sign(request.actor))
    return _page(request, Page("signatures:own", request.actor, sign))


@require_http_methods(["GET", "HEAD", "POST"])
def for_others(request: AtendaRequest) -> HttpResponse:
    require(may_manage_signatures(request.actor))
    return _page(request, Page("signatures:for-others", None, sign_for_others))


def _page(request: AtendaRequest, page: Page) -> HttpResponse:
    mailboxes = offered_mailboxes()
    mailbox = _asked(request, mailboxes)
    kept = held(page.agent, mailbox)
    form = SignatureForm(request.POST if request.method == "POST" else None, kept=kept)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid:
        page.write(mailbox=mailbox, texts=form.values, by=request.actor, now=timezone.now())
        say(request, _("Saved."))
        return go(request, link(page.name) + (f"?mailbox={mailbox.pk}" if mailbox else ""))
    language = (get_language() or "es")[:2]
    mailbox_id = mailbox.pk if mailbox else None
    goes_out = signature_of(request.actor, mailbox_id=mailbox_id, address=_address_of(mailbox), language=language)
    context: dict[str, Any] = {
        "texts": form.texts,
        "is_own": page.agent is not None,
        "address": link(page.name),
        "mailbox": mailbox,
        "mailboxes": mailboxes,
        "written_for": _written_for(page.agent),
        "places": names_in(language),
        "goes_out": own_words(goes_out.html, {}) if goes_out else "",
        "goes_out_own": goes_out is not None and goes_out.is_own,
    }
    return render(request, "signatures/signature.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: AtendaRequest, mailboxes: list[Mailbox]) -> Mailbox | None:
    """The mailbox in the address, None for all; any other is not found."""
    asked = request.GET.get("mailbox", "")
    if not asked:
        return None
    found = next((each for each in mailboxes if str(each.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _address_of(mailbox: Mailbox | None) -> str:
    """What mails from it say; of all, that of none."""
    main = MailboxAddress.objects.filter(mailbox=mailbox, is_main=True).first() if mailbox else None
    return str(main.address) if main else ""


def _written_for(agent: Agent | None) -> set[int | None]:
    """The mailboxes with a signature of their own; None among them stands for all the others."""
    rows = Signature.objects.filter(agent=agent).exclude(texts={})
    return set(rows.values_list("mailbox_id", flat=True))
