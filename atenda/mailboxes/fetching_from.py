"""From which servers mail is fetched for a mailbox: add one, change it, pause, resume and end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.mailboxes import events
from atenda.mailboxes.models import ImapDoor, ImapFolder, Mailbox, Security
from atenda.mailboxes.refusals import (
    ClearWords,
    ClosedServer,
    FetchedAlready,
    NoPassword,
    NoSuchDoor,
    SampleFetchesNothing,
)
from atenda.mailboxes.server_names import server_name
from atenda.notices.sealed import seal
from atenda.organizations.entering import current_organization
from atenda.server import outbound
from atenda.staff.models import Agent

WHERE = ("host", "port", "security", "sign_in", "username", "client_id", "tenant")
FIELDS = (*WHERE, "since", "marks_seen", "folders")
AT_REST: dict[str, Any] = {"trouble_kind": "", "trouble": "", "trouble_since": None, "tries": 0, "retry_at": None}


def words(door: ImapDoor) -> dict[str, Any]:
    """What the log keeps: never a password or secret, sealed or not."""
    said = {name: getattr(door, name) for name in FIELDS if name != "since"}
    return {"name": str(door), **said, "since": f"{door.since:%Y-%m-%d}"}


@deed
def add_door(
    mailbox: Mailbox, *, secret: str = "", client_secret: str = "", by: Agent, now: datetime, **values: Any
) -> ImapDoor:
    """Have mail fetched for a mailbox. Nothing is, before folders are chosen.

    `secret` is the password; where one signs in elsewhere there is none yet. Raises ClosedServer, ClearWords,
    FetchedAlready, NoPassword, NoServerName, SampleFetchesNothing.
    """
    if current_organization().is_sample:
        raise SampleFetchesNothing
    values["host"] = server_name(values["host"])
    door = ImapDoor(mailbox=mailbox, secret=seal(secret), client_secret=seal(client_secret), **values)
    if door.is_by_password and not secret:
        raise NoPassword
    check_server(door)
    _save(door, force_insert=True)
    record(door, events.IMAP_ADDED, by=by, after=words(door), at=now, is_first=True)
    return door


@deed
def change(door: ImapDoor, *, by: Agent, secret: str = "", client_secret: str = "", **values: Any) -> None:
    """Set any of FIELDS. An empty password keeps the one there, unless server or user are others: it was typed for
    those. What was read of another server, or from an earlier day on, is read again; what is here does not come twice.

    Raises as `add_door`, and NoSuchDoor.
    """
    _lock(door)
    before = words(door)
    if "host" in values:
        values["host"] = server_name(values["host"])
    for name, value in values.items():
        setattr(door, name, value)
    after = words(door)
    is_elsewhere = any(before[name] != after[name] for name in ("host", "port", "username", "sign_in"))
    if is_elsewhere or before["client_id"] != after["client_id"] or before["tenant"] != after["tenant"]:
        door.secret = ""  # what was typed, or allowed, for another
    if is_elsewhere:
        door.client_secret = ""
    if client_secret:
        door.client_secret = seal(client_secret)
    if secret and door.is_by_password:
        door.secret = seal(secret)
    if door.is_by_password and not door.secret:
        raise NoPassword
    if any(before[name] != after[name] for name in WHERE):
        check_server(door)
    for name, value in AT_REST.items():
        setattr(door, name, value)
    _save(door, update_fields=[*FIELDS, "secret", "client_secret", *AT_REST])
    if is_elsewhere or after["since"] < before["since"]:
        ImapFolder.objects.filter(door=door).update(uidvalidity=None, last_uid=0)
    if after != before or secret or client_secret:
        record(door, events.IMAP_CHANGED, by=by, before=before, after=after)


@deed
def choose_folders(door: ImapDoor, *, folders: Sequence[str], since: date, marks_seen: bool, by: Agent) -> None:
    """What is fetched of what is there."""
    change(door, by=by, folders=list(dict.fromkeys(folders)), since=since, marks_seen=marks_seen)


@deed
def grant(door: ImapDoor, *, refresh_token: str, by: Agent) -> None:
    """Keep what was allowed elsewhere, in the browser of whoever may allow it."""
    _lock(door)
    door.secret = seal(refresh_token)
    for name, value in AT_REST.items():
        setattr(door, name, value)
    door.save(update_fields=["secret", *AT_REST])
    record(door, events.IMAP_GRANTED, by=by, after={"name": str(door)})


@deed
def pause(door: ImapDoor, *, by: Agent) -> None:
    """Nothing is fetched until it is resumed. What comes meanwhile stays on the server."""
    _lock(door)
    if not door.is_paused:
        door.is_paused = True
        door.save(update_fields=["is_paused"])
        record(door, events.IMAP_PAUSED, by=by, after={"name": str(door)})


@deed
def resume(door: ImapDoor, *, by: Agent) -> None:
    """What came meanwhile is fetched."""
    _lock(door)
    if door.is_paused:
        door.is_paused = False
        for name, value in AT_REST.items():
            setattr(door, name, value)
        door.save(update_fields=["is_paused", *AT_REST])
        record(door, events.IMAP_RESUMED, by=by, after={"name": str(door)})


@deed
def end(door: ImapDoor, *, by: Agent, now: datetime) -> None:
    """Nothing is fetched there any more, and the password is forgotten. What was fetched stays."""
    _lock(door)
    door.ended_at, door.secret, door.client_secret, door.holder = now, "", "", None
    for name, value in AT_REST.items():
        setattr(door, name, value)
    door.save(update_fields=["ended_at", "secret", "client_secret", "holder", *AT_REST])
    record(door, events.IMAP_ENDED, by=by, after={"name": str(door)}, at=now)


def check_server(door: ImapDoor) -> None:
    """Looked at now, so that a person hears of it; judged again whenever it is called."""
    try:
        outbound.judged(door.host, door.port, timeout=5)
    except outbound.Forbidden as error:
        raise ClosedServer from error
    except outbound.Unknown:
        return  # the name may come to be known; whoever tries the connection hears of it, and is judged again
    if door.security == Security.NONE and not outbound.is_near(door.host):
        raise ClearWords


def _lock(door: ImapDoor) -> None:
    door.lock()
    if door.ended_at is not None:
        raise NoSuchDoor


def _save(door: ImapDoor, **how: Any) -> None:
    try:
        with transaction.atomic():
            door.save(**how)
    except IntegrityError as error:
        if "imapdoor_once_per_user" not in str(error):
            raise
        raise FetchedAlready from error
