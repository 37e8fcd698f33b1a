"""By what doors the mails of a mailbox come in, as JSON. A password or key is taken and never told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Shape
from atenda.api.shapes.mails import Day
from atenda.mailboxes.hooks import LONGEST_KEY
from atenda.mailboxes.models import DoorState, HookDoor, ImapDoor, Security, SignIn, TroubleKind
from atenda.mailboxes.providers import Provider

MOST_FOLDERS = 100
Text = Annotated[str, Field(min_length=1, max_length=253)]
Port = Annotated[int, Field(ge=1, le=65535)]
Secured = Literal[*Security.values]  # type: ignore[valid-type]
Password = Annotated[str, Field(min_length=1, max_length=500)]
Folders = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=MOST_FOLDERS)]
SETTINGS = ("host", "port", "security", "sign_in", "username", "client_id", "tenant", "folders", "since", "marks_seen")


class FetchingFields(Shape):
    """What is not named stays as it is; folders are given whole."""

    host: Text | None = None
    port: Port | None = None
    security: Secured | None = None
    username: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    password: Password | None = Field(
        default=None, description="Written and never told. For another server or user it has to be given anew."
    )
    folders: Folders | None = Field(default=None, description="Nothing is fetched before one is named.")
    since: Day | None = Field(default=None, description="What came before this day stays where it is.")
    marks_seen: bool | None = Field(default=None, description="Mark as read on the server what was fetched.")


class NewFetching(FetchingFields):
    """With a password. Who signs in with Microsoft or Google is led there by the page of the mailbox."""

    host: Text
    username: Annotated[str, Field(min_length=1, max_length=254)]
    password: Password


class ServerOut(Answer):
    id: int
    mailbox: int
    host: str
    port: int
    security: str
    sign_in: Literal[*SignIn.values]  # type: ignore[valid-type]
    username: str
    client_id: str = Field(description="By what Microsoft or Google knows this desk.")
    tenant: str
    has_secret: bool = Field(description="Whether there is a password, or leave to read the mail.")
    folders: list[str]
    since: date
    marks_seen: bool
    is_paused: bool
    state: Literal[*DoorState.values]  # type: ignore[valid-type]
    trouble: str = Field(description="Why nothing comes, in one word; empty where all is well.")
    reason: str = Field(description="The same in words.")
    said: str = Field(description="What the server said, word for word.")
    trouble_since: datetime | None
    retry_at: datetime | None
    asked_at: datetime | None = Field(description="When it last answered.")


class ServersAnswer(Answer):
    items: list[ServerOut]


class ConnectionTrial(Answer):
    connects: bool
    folders: list[str] = Field(description="What there is to fetch from.")
    trouble: str = Field(description="What is wrong, in one word.")
    reason: str = Field(description="The same in words.")
    said: str = Field(description="What the server said, word for word.")


class KeyIn(Shape):
    key: Annotated[str, Field(max_length=LONGEST_KEY)] = Field(
        default="", description="What Mailgun or Mandrill signs with; of the others nothing is asked."
    )


class NewHook(KeyIn):
    provider: Literal[*Provider.values]  # type: ignore[valid-type]


class HookOut(Answer):
    id: int
    mailbox: int
    provider: str
    created_at: datetime
    used_at: datetime | None = Field(description="When it last brought a mail.")


class HookWithAddress(HookOut):
    address: str = Field(description="What the provider is given. It is shown this once; empty when repeated.")


class HooksAnswer(Answer):
    items: list[HookOut]


def server(door: ImapDoor) -> dict[str, Any]:
    return {
        **server_settings(door),
        "state": str(door.state),
        **_trouble(TroubleKind(door.trouble_kind), door.trouble),
        "trouble_since": door.trouble_since,
        "retry_at": door.retry_at,
        "asked_at": door.asked_at,
    }


def server_settings(door: ImapDoor) -> dict[str, Any]:
    """What of it people change: its version. How it stands goes on by itself."""
    said = {name: getattr(door, name) for name in SETTINGS}
    plain = {"id": door.pk, "mailbox": door.mailbox_id, "has_secret": bool(door.secret), "is_paused": door.is_paused}
    return {**plain, **said}


def connected(folders: Sequence[str]) -> dict[str, Any]:
    return {"connects": True, "folders": list(folders), **_trouble(TroubleKind.NONE, "")}


def not_connected(kind: TroubleKind, said: str) -> dict[str, Any]:
    return {"connects": False, "folders": [], **_trouble(kind, said)}


def hook(door: HookDoor) -> dict[str, Any]:
    names = ("provider", "created_at", "used_at")
    return {"id": door.pk, "mailbox": door.mailbox_id, **{name: getattr(door, name) for name in names}}


def _trouble(kind: TroubleKind, said: str) -> dict[str, str]:
    return {"trouble": kind.value, "reason": str(kind.label), "said": said}
