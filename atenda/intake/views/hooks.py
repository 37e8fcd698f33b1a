"""The door of providers' webhooks: /hooks/mail/<organization>/<secret>/.

Nobody is signed in here; the address and the provider's proof are the key to one mailbox, and only to storing mails.
"""

from __future__ import annotations

from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from atenda.intake.doors.answers import TAKEN, TOO_LARGE
from atenda.intake.doors.handing import Goal, Recipient, hand_in, is_plain
from atenda.intake.doors.posts import NoPost, PostTooLarge, read_post
from atenda.intake.doors.providers import Brought, NoMail, WrongSignature, brought_by
from atenda.intake.models import Door
from atenda.mailboxes.hooks import door_of, secret_of
from atenda.mailboxes.models import HookDoor
from atenda.organizations.entering import inside
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held

AT_ONCE = 3  # posts in the memory of one process
AGAIN = {"Retry-After": "30"}

log = structlog.get_logger(__name__)
_room = BoundedSemaphore(AT_ONCE)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, organization_id: int, secret: str) -> HttpResponse:
    """Nothing is read of a post before its address is known to lead somewhere."""
    try:
        door = door_of(organization_id, secret)
        if door is None:
            return HttpResponse(status=404)
        if request.method != "POST":
            return HttpResponse()  # some look whether anybody is there before they post
        if not _room.acquire(timeout=5):
            return HttpResponse(status=503, headers=AGAIN)
        try:
            return _posted(request, door)
        finally:
            _room.release()
    except (DatabaseError, InterfaceError):
        log.warning("a webhook met no database")
        return HttpResponse(status=503, headers=AGAIN)


def _posted(request: HttpRequest, door: HookDoor) -> HttpResponse:
    url = f"{settings.PUBLIC_URL}{request.path}"
    try:
        post = read_post(request)
        with inside(door.organization):
            if is_held():
                return HttpResponse(status=503, headers=AGAIN)
            brought = brought_by(door.provider, secret_of(door), request, post, url=url)
    except PostTooLarge:
        return HttpResponse(status=413)
    except WrongSignature:
        log.warning("a webhook of mails was not signed by its provider", door=door.pk)
        return HttpResponse(status=403)
    except (NoPost, NoMail) as error:
        log.warning("a webhook brought no mail", door=door.pk, why=str(error))
        return HttpResponse(status=400)
    return _stored(door, brought)


def _stored(door: HookDoor, brought: list[Brought]) -> HttpResponse:
    """All of them, or the provider is to come again: what is here already is known by then."""
    goal = Goal(door.organization.pk, door.mailbox.pk)
    for one in brought:
        origin = {"hook": door.pk, "provider": door.provider, "is_trusted": True}
        to = [Recipient(_kept(one.recipient), goal, TAKEN)]
        answer = hand_in(one.raw, to, sender=_kept(one.sender), origin=origin, door=Door.HOOK)[goal]
        if answer is TOO_LARGE:
            return HttpResponse(status=413)
        if not answer.is_taken:
            return HttpResponse(status=503, headers=AGAIN)
    maybe_crash("mail-in answering")
    HookDoor.everywhere.filter(pk=door.pk, organization=door.organization).update(used_at=timezone.now())
    return HttpResponse()


def _kept(address: object) -> str:
    """What the provider says of the envelope, if the database can keep it."""
    return address if isinstance(address, str) and is_plain(address) else ""
