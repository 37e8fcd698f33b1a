"""The own way out of a mailbox: set it, be given leave for it, end it. Without one its mails go as all others do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.mailboxes.models import Mailbox, SignIn
from atenda.notices import events
from atenda.notices.mail_server import check_place
from atenda.notices.models import Carrier, MailServer
from atenda.notices.refusals import NoHost, NoKeyOrPassword, NoUser, SampleSendsNothing
from atenda.notices.sealed import seal
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

OF_SMTP = ("host", "port", "security", "sign_in", "username", "client_id", "tenant")
FIELDS = ("carrier", "region", *OF_SMTP)
FOR_WHOM = ("carrier", "region", "host", "port", "sign_in", "username")  # whom a password is typed for
FOR_LEAVE = (*FOR_WHOM, "client_id", "tenant")
AT_REST: dict[str, Any] = {"trouble": "", "trouble_since": None, "tries": 0, "retry_at": None}


@deed
def set_way(mailbox: Mailbox, *, secret: str = "", client_secret: str = "", by: Agent, **values: Any) -> MailServer:
    """Have the mails of a mailbox go out by a server or provider of its own. Whatever of FIELDS is not named stays.

    `secret` is a password, or the key of a provider; an empty one keeps the one there, unless it is for another: it was
    typed for that. Where one signs in elsewhere there is none. The log keeps neither, sealed or not. Raises
    SampleSendsNothing, NoHost, NoUser, NoKeyOrPassword, NotAllowedThere, NotInTheClear.
    """
    if current_organization().is_sample:
        raise SampleSendsNothing
    mailbox.lock()
    found: MailServer | None = MailServer.objects.select_for_update().filter(mailbox=mailbox).first()
    server = found or MailServer(mailbox=mailbox)
    before = words(found) if found else None
    for name, value in values.items():
        setattr(server, name, value)
    _tidy(server)
    after = words(server)
    _forget_what_was_for_another(server, before, after)
    if client_secret:
        server.client_secret = seal(client_secret)
    if secret and server.is_by_password:
        server.password = seal(secret)
    _check(server)
    for name, value in AT_REST.items():
        setattr(server, name, value)
    server.save()
    if before != after or secret or client_secret:
        record(mailbox, events.WAY_SET, by=by, before=before, after=after)
    _wake()
    return server


@deed
def grant(server: MailServer, *, refresh_token: str, by: Agent) -> None:
    """Keep what was allowed elsewhere, in the browser of whoever may allow it."""
    server.lock()
    server.password = seal(refresh_token)
    for name, value in AT_REST.items():
        setattr(server, name, value)
    server.save(update_fields=["password", *AT_REST])
    record(server.mailbox, events.WAY_GRANTED, by=by, after={"name": server.mailbox.name})
    _wake()


@deed
def end_way(mailbox: Mailbox, *, by: Agent) -> None:
    """Its mails go as all others do, those that wait too. What was typed for it is forgotten."""
    mailbox.lock()
    found: MailServer | None = MailServer.objects.filter(mailbox=mailbox).first()
    if found is None:
        return
    MailServer.objects.filter(pk=found.pk).delete()
    record(mailbox, events.WAY_ENDED, by=by, before=words(found), after={"name": mailbox.name})
    _wake()


def words(server: MailServer) -> dict[str, Any]:
    """What the log keeps: what does not belong to the carrier is left out."""
    names = FIELDS if server.is_smtp else ("carrier", "region")
    said = {name: getattr(server, name) for name in names}
    return {"name": server.mailbox.name, **{name: value for name, value in said.items() if value != ""}}


def _tidy(server: MailServer) -> None:
    """A provider is asked by its key: nothing stays of a server."""
    server.host = server.host.strip().rstrip(".").lower()
    if not server.is_smtp:
        server.host = server.username = server.client_id = server.tenant = ""
        server.sign_in = SignIn.PASSWORD
    if server.carrier != Carrier.MAILGUN:
        server.region = ""


def _forget_what_was_for_another(
    server: MailServer, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> None:
    if before is None:
        return
    if any(before.get(name) != after.get(name) for name in FOR_WHOM):
        server.client_secret = ""
    if any(before.get(name) != after.get(name) for name in FOR_LEAVE):
        server.password = ""


def _check(server: MailServer) -> None:
    if not server.is_smtp:
        if not server.password:
            raise NoKeyOrPassword
        return
    if not server.host:
        raise NoHost
    if not server.is_by_password and not server.username:
        raise NoUser
    if server.is_by_password and server.username and not server.password:
        raise NoKeyOrPassword
    check_place(server.host, server.port, server.security)


def _wake() -> None:
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))
