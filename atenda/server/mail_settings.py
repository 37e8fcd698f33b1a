"""What the environment says about our own mail server (`atenda mail-in`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from atenda.server.faults import Misconfigured

DEFAULT_PORT = 2525
NEAR = ["127.0.0.0/8", "::1/128"]


@dataclass(frozen=True)
class MailSettings:
    """`is_wished` is whether the port was asked for by name: one that is only the default may be taken by others."""

    bind: str
    port: int | None
    is_wished: bool
    lmtp_port: int | None
    name: str
    certificate: Path | None
    key: Path | None
    trusted: list[str]

    @property
    def is_on(self) -> bool:
        return self.port is not None or self.lmtp_port is not None


def mail_settings(values: Mapping[str, str], *, host: str, trusted: list[str]) -> MailSettings:
    certificate, key = _file(values, "ATENDA_MAIL_CERTIFICATE"), _file(values, "ATENDA_MAIL_KEY")
    if (certificate is None) != (key is None):
        raise Misconfigured("ATENDA_MAIL_CERTIFICATE and ATENDA_MAIL_KEY belong together.")
    return MailSettings(
        bind=values.get("ATENDA_MAIL_BIND", "127.0.0.1"),
        port=_port(values, "ATENDA_MAIL_PORT", DEFAULT_PORT),
        is_wished="ATENDA_MAIL_PORT" in values or "ATENDA_LMTP_PORT" in values,
        lmtp_port=_port(values, "ATENDA_LMTP_PORT", None),
        name=values.get("ATENDA_MAIL_NAME", host),
        certificate=certificate,
        key=key,
        trusted=trusted if "ATENDA_MAIL_TRUSTED" in values else list(NEAR),
    )


def _port(values: Mapping[str, str], name: str, default: int | None) -> int | None:
    given = values.get(name)
    if given is None:
        return default
    if given == "off":
        return None
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Misconfigured(f"{name} is a number from 1 to 65535, or off, not {given!r}.")
    return int(given)


def _file(values: Mapping[str, str], name: str) -> Path | None:
    given = values.get(name)
    return Path(given).expanduser().absolute() if given else None
