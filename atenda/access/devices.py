"""Browsers that somebody has signed in from: an attack on that person's password does not shut them out (7.07)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "__Host-atenda-device" if settings.SESSION_COOKIE_SECURE else "atenda-device"
SALT = "atenda.access.devices"
A_YEAR = 365 * 24 * 3600
PEOPLE = 5  # that one browser remembers: a shared computer at a counter


@dataclass(frozen=True)
class Device:
    """What the signed cookie of a browser says: a random name, and digests of the e-mails that signed in there."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    people: tuple[str, ...] = ()

    def knows(self, email: str) -> bool:
        return _digest(email) in self.people

    def with_person(self, email: str) -> Device:
        others = [digest for digest in self.people if digest != _digest(email)]
        return Device(self.name, (_digest(email), *others)[:PEOPLE])


def device_of(request: HttpRequest) -> Device:
    """The browser this request comes from; one nobody has signed in from when the cookie is missing or forged."""
    try:
        name, *people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return Device()
    return Device(name, tuple(people))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """From now on this browser is one the person is known in."""
    device = device_of(request).with_person(email)
    response.set_cookie(
        COOKIE,
        signing.dumps([device.name, *device.people], salt=SALT),
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def described(user_agent: str) -> str:
    """«Firefox · Windows», from what a browser says of itself; as it says it when we cannot tell.

    >>> described("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    """
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"),
        (r"iPhone|iPad", "iOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    )
    browser, system = (_first(names, user_agent) for names in (browsers, systems))
    return " · ".join(word for word in (browser, system) if word) or user_agent[:60]


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if re.search(sign, text)), "")


def _digest(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:32]
