"""Leave to send mail, given at Microsoft or Google: access tokens asked for with what is kept of it."""

from __future__ import annotations

from atenda.mailboxes.imap import oauth
from atenda.mailboxes.imap.troubles import Trouble
from atenda.notices.models import MailServer
from atenda.notices.sealed import seal

kept = oauth.Kept()


class NoLeave(Exception):
    """It was never given, has ended, or cannot be asked for now."""


def access_token(server: MailServer) -> str:
    """Raises NoLeave. A refresh token that the provider changed is kept at once: the former one may be void."""
    if token := kept.get(server):
        return token
    if not server.secret:
        raise NoLeave
    try:
        tokens = oauth.refreshed(server)
    except oauth.Denied as denied:
        raise NoLeave(str(denied)) from denied
    except Trouble as trouble:
        raise NoLeave(trouble.said or str(trouble.kind.label)) from trouble
    if tokens.refresh:
        before, server.password = server.password, seal(tokens.refresh)
        MailServer.objects.filter(pk=server.pk, password=before).update(password=server.password)
    kept.put(server, tokens)
    return tokens.access
