"""By what server or provider the mails of a mailbox go out, and what the DNS says of its domain."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import wholes
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.shapes.domains import DomainOut, SelectorsIn, domain
from atenda.api.shapes.ways_out import WayFields, WayOut, WayTrial, way, way_settings, way_trial
from atenda.history.deeds import one_deed
from atenda.mailboxes.domains.checking import check, last_check
from atenda.mailboxes.refusals import SignedInElsewhere
from atenda.mailboxes.views.mailboxes import mailbox_or_404
from atenda.notices import ways_out
from atenda.notices.servers import own_server
from atenda.notices.trying import try_way

router = Router()


@router.get("mailboxes/{int:pk}/way-out/", response=WayOut, summary=gettext_noop("How the mails of a mailbox go out"))
@needs(Scope.NOTICES_READ)
def get_way_out(request: ApiRequest, pk: int) -> HttpResponse:
    """Without its password or key. Its ETag stays while mails go out."""
    server = own_server(mailbox_or_404(request, pk))
    return wholes.shown(way(server), version=way_settings(server))


@router.patch("mailboxes/{int:pk}/way-out/", response=WayOut, summary=gettext_noop("Give a mailbox a way of its own"))
@needs(Scope.NOTICES_WRITE)
def set_way_out(request: ApiRequest, pk: int, given: WayFields) -> HttpResponse:
    """What is named changes, all else stays. It is not called for this: `trial/` does. Who signs in with Microsoft or
    Google is led there by the page of the mailbox."""
    mailbox = mailbox_or_404(request, pk)
    values = given.model_dump(exclude_unset=True)
    if faults := [
        Fault("missing", _("This field is needed."), f"/{name}") for name, value in values.items() if value is None
    ]:
        raise wholes.wrong(*faults)
    with one_deed():
        mailbox.lock()
        there = own_server(mailbox)
        wholes.still(request, way_settings(there))
        if there is not None and not there.is_by_password and values.get("carrier", there.carrier) == there.carrier:
            raise SignedInElsewhere
        server = ways_out.set_way(mailbox, secret=values.pop("password", ""), by=request.actor, **values)
    return wholes.shown(way(server), version=way_settings(server))


@router.delete(
    "mailboxes/{int:pk}/way-out/", response={204: None}, summary=gettext_noop("End the own way of a mailbox")
)
@needs(Scope.NOTICES_WRITE)
def end_way_out(request: ApiRequest, pk: int) -> HttpResponse:
    """Its mails go as all others do, those that wait too. Its password is forgotten, so this is not taken back."""
    ways_out.end_way(mailbox_or_404(request, pk), by=request.actor)
    return HttpResponse(status=204)


@router.post("mailboxes/{int:pk}/way-out/trial/", response=WayTrial, summary=gettext_noop("Try the way of a mailbox"))
@needs(Scope.NOTICES_WRITE)
def try_way_out(request: ApiRequest, pk: int) -> HttpResponse:
    """Connects, signs in and hands over a mail to whom the token stands for. 404 where it has no way of its own."""
    mailbox = mailbox_or_404(request, pk)
    server = own_server(mailbox)
    if server is None:
        raise Http404
    return said(way_trial(try_way(server, mailbox, to=request.actor, now=request.now)))


@router.get("mailboxes/{int:pk}/domain/", response=DomainOut, summary=gettext_noop("The domain of a mailbox"))
@needs(Scope.NOTICES_READ)
def get_domain(request: ApiRequest, pk: int) -> HttpResponse:
    """What was found when it was last looked at: SPF, DKIM, DMARC, MX and the name of the server’s address."""
    return said(domain(last_check(mailbox_or_404(request, pk))))


@router.post("mailboxes/{int:pk}/domain/", response=DomainOut, summary=gettext_noop("Look at the domain of a mailbox"))
@needs(Scope.NOTICES_WRITE)
def check_domain(request: ApiRequest, pk: int, given: SelectorsIn) -> HttpResponse:
    """Asks the DNS now, for twelve seconds at the most."""
    mailbox = mailbox_or_404(request, pk)
    return said(domain(check(mailbox, selectors=given.selectors, by=request.actor, now=request.now)))
