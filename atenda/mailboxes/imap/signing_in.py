"""With what a door is opened: the password that is kept, or a token asked for with what was allowed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from atenda.mailboxes.imap.conversing import Login
from atenda.mailboxes.imap.oauth import Denied, Kept, refreshed
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.models import ImapDoor, TroubleKind
from atenda.notices.sealed import seal, unsealed

kept = Kept()


def login_of(door: ImapDoor, desk: Callable[[], AbstractContextManager[object]]) -> Login:
    """Raises Trouble. A refresh token that the provider changed is kept at once: the former one may be void."""
    if door.is_by_password:
        return Login(unsealed(door.secret))
    if token := kept.get(door):
        return Login(token, is_token=True)
    if not door.secret:
        raise Trouble(TroubleKind.CONSENT)
    try:
        tokens = refreshed(door)
    except Denied as denied:
        raise Trouble(TroubleKind.CONSENT, str(denied)) from denied
    if tokens.refresh:
        before, door.secret = door.secret, seal(tokens.refresh)
        with desk():
            ImapDoor.objects.filter(pk=door.pk, secret=before).update(secret=door.secret)
    kept.put(door, tokens)
    return Login(tokens.access, is_token=True)
