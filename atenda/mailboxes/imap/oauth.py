"""Read and send mail by leave instead of by password: the authorization code with PKCE (RFC 6749, RFC 7636), as
Microsoft and Google publish it, and access tokens asked for with the refresh token that was given for it.

What goes out and comes back in the browser is sealed: which server, whom it was made for, and the proof that the code
comes from whoever asked for it. So nothing has to be remembered, and nobody else can bring it back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.conf import settings

from atenda.access.sealing import keys
from atenda.mailboxes.imap.troubles import Trouble, told
from atenda.mailboxes.models import SignIn, TroubleKind
from atenda.notices.sealed import unsealed
from atenda.server.outbound_http import Line, target_of
from atenda.staff.models import Agent

SALT = "atenda.mailboxes.oauth"
PATIENCE = 900  # seconds between going there and coming back
EARLY = 60  # seconds before its end a token is not used any more


MICROSOFTS = {
    "imap": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
    "smtp": "https://outlook.office.com/SMTP.Send offline_access",
}


class Door(Protocol):
    """A server that one gets into by leave: one that is read, or one that mail goes out by."""

    pk: Any
    organization_id: Any
    protocol: str
    sign_in: Any
    username: Any
    tenant: Any
    client_id: Any
    client_secret: Any

    @property
    def secret(self) -> str: ...


@dataclass(frozen=True)
class Provider:
    """Where one is asked, where tokens are, and what for."""

    authorize: str
    token: str
    scope: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str
    seconds: int


class Denied(Exception):
    """What came back is no leave to read the mail."""


def provider_of(door: Door) -> Provider:
    """Where `settings.OAUTH_AT` names another place both stand there: tests have one of their own."""
    if door.sign_in == SignIn.GOOGLE:
        found = Provider(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
            (("access_type", "offline"), ("prompt", "consent")),
        )
    else:
        base = f"https://login.microsoftonline.com/{door.tenant or 'organizations'}/oauth2/v2.0"
        found = Provider(f"{base}/authorize", f"{base}/token", MICROSOFTS[door.protocol])
    other = settings.OAUTH_AT
    return Provider(f"{other}/authorize", f"{other}/token", found.scope, found.extra) if other else found


def way_there(door: Door, *, by: Agent, back: str) -> str:
    """The address at which whoever may allow it is asked."""
    provider, verifier = provider_of(door), secrets.token_urlsafe(48)
    state = (
        keys(SALT)
        .encrypt(json.dumps([door.organization_id, door.protocol, door.pk, by.pk, verifier]).encode())
        .decode()
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": door.client_id,
        "redirect_uri": back,
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": door.username,
        **dict(provider.extra),
    }
    return f"{provider.authorize}?{urlencode(asked)}"


def came_back(state: str, *, by: Agent) -> tuple[str, int, str]:
    """Which protocol and server this is about, and the proof. Raises Denied for what was not made for this agent, or
    long ago."""
    try:
        organization_id, protocol, door_id, agent_id, verifier = json.loads(keys(SALT).decrypt(state, ttl=PATIENCE))
    except (InvalidToken, ValueError, TypeError) as error:
        raise Denied from error
    if (organization_id, agent_id) != (by.organization_id, by.pk):
        raise Denied
    return protocol, door_id, verifier


def exchanged(door: Door, code: str, verifier: str, *, back: str) -> Tokens:
    """What the code is good for. Raises Denied and Trouble."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    tokens = _asked(door, asked)
    if not tokens.refresh:
        raise Denied("no refresh token")
    return tokens


def refreshed(door: Door) -> Tokens:
    """A new access token; a new refresh token comes along where the provider changes it. Raises Denied, Trouble."""
    return _asked(door, {"grant_type": "refresh_token", "refresh_token": unsealed(door.secret)})


def _asked(door: Door, asked: dict[str, str]) -> Tokens:
    provider = provider_of(door)
    values = {**asked, "client_id": door.client_id, "scope": provider.scope}
    if secret := unsealed(door.client_secret):
        values["client_secret"] = secret
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    line = Line(target_of(provider.token), opened=settings.OUTBOUND_PRIVATE, is_free=True)
    try:
        with told():
            answer = line.post(urlencode(values).encode(), headers)
    finally:
        line.close()
    said = _read(answer.body)
    if answer.status in (400, 401, 403):  # RFC 6749, 5.2: it will not be otherwise when asked again
        raise Denied(str(said.get("error_description") or said.get("error") or answer.status)[:300])
    if answer.status != 200 or not isinstance(said.get("access_token"), str):
        raise Trouble(TroubleKind.OTHER, f"{answer.status} {said.get('error', '')}")
    seconds = said.get("expires_in")
    refresh = said.get("refresh_token")
    return Tokens(
        said["access_token"],
        refresh if isinstance(refresh, str) else "",
        int(seconds) if isinstance(seconds, int | str) and str(seconds).isdecimal() else 300,
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


class Kept:
    """Access tokens of this process, until shortly before they end."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._tokens: dict[tuple[int, str], tuple[str, float]] = {}

    def get(self, door: Door) -> str:
        token, until = self._tokens.get((door.pk, door.secret), ("", 0.0))
        return token if until > self._clock() else ""

    def put(self, door: Door, tokens: Tokens) -> None:
        self._tokens = {key: value for key, value in self._tokens.items() if key[0] != door.pk}
        self._tokens[door.pk, door.secret] = (tokens.access, self._clock() + tokens.seconds - EARLY)

    def forget(self, door: Door) -> None:
        self._tokens = {key: value for key, value in self._tokens.items() if key[0] != door.pk}
