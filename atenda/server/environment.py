"""What the environment says about this machine, read once into plain values.

Anything Atenda cannot run with is refused here, in one sentence, before a page is served."""

import hashlib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from atenda.server import database_urls
from atenda.server.faults import Misconfigured
from atenda.server.mail_settings import MailSettings, mail_settings
from atenda.server.secret_key import secret_key

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
PROCESSES = {"web", "stream", "worker", "mail-in", "command"}
LOG_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR"}
# A socket's whole path has 107 characters at most; PostgreSQL adds fourteen to its folder.
LONGEST_SOCKET_FOLDER = 90


@dataclass(frozen=True)
class Environment:
    """Values, not decisions: settings.py and the commands read them from here."""

    process: str
    data: Path
    secret_key: str = field(repr=False)
    bind: str
    port: int
    stream_port: int
    stream_url: str
    public_url: str
    is_https: bool
    allowed_hosts: list[str]
    trusted_origins: list[str]
    trusted_proxies: list[str]
    outbound_private: list[str]
    webhooks_private: list[str]
    smtp_url: str = field(repr=False)
    sandbox: frozenset[str] | None
    api_limits_lifted: bool
    static_root: Path
    log_level: str
    clamav: str
    backup_to: Path | None
    backup_keep: int
    mail_in: MailSettings
    is_embedded: bool
    socket_folder: Path
    application_database: dict[str, Any] = field(repr=False)
    owner_database: dict[str, Any] = field(repr=False)

    @property
    def is_public(self) -> bool:
        """Whether machines other than this one may reach us, directly or through a front server."""
        return not {self.bind, urlsplit(self.public_url).hostname} <= {"127.0.0.1", "localhost", "::1"}


def environment(given: Mapping[str, str]) -> Environment:
    """Read and check. Makes the data folder and the secret key when they are not there yet."""
    values = {name: value for name, value in given.items() if value != ""}
    data = _data_folder(values.get("ATENDA_DATA", "var"))
    process = _one_of(values, "ATENDA_PROCESS", PROCESSES, "command")
    bind, port = values.get("ATENDA_BIND", "127.0.0.1"), _port(values, "PORT", 8000)
    public_url, hosts = _public(values.get("ATENDA_PUBLIC_URL"), bind, port)
    stream_port = _port(values, "ATENDA_STREAM_PORT", port + 1 if port < 65535 else port - 1)
    application, owner, socket_folder = _databases(values, data)
    return Environment(
        process=process,
        data=data,
        secret_key=secret_key(values.get("ATENDA_SECRET_KEY"), data),
        bind=bind,
        port=port,
        stream_port=stream_port,
        stream_url=values.get("ATENDA_STREAM_URL", f":{stream_port}/events"),
        public_url=public_url,
        is_https=public_url.startswith("https:"),
        allowed_hosts=hosts,
        trusted_origins=[public_url] if "ATENDA_PUBLIC_URL" in values else [],
        trusted_proxies=_networks(values, "ATENDA_TRUSTED_PROXIES"),
        outbound_private=_networks(values, "ATENDA_OUTBOUND_PRIVATE"),
        webhooks_private=_networks(values, "ATENDA_WEBHOOKS_PRIVATE"),
        sandbox=_sandbox(values.get("ATENDA_SANDBOX", "off")),
        smtp_url=_smtp(values.get("ATENDA_SMTP_URL", "")),
        api_limits_lifted=_one_of(values, "ATENDA_API_LIMITS", {"kept", "lifted"}, "kept") == "lifted",
        static_root=Path(__file__).parent.parent / "static",
        log_level=_one_of(values, "ATENDA_LOG_LEVEL", LOG_LEVELS, "INFO"),
        clamav=_clamav(values.get("ATENDA_CLAMAV", "")),
        backup_to=_backup_folder(values.get("ATENDA_BACKUP_TO")),
        backup_keep=_how_many(values, "ATENDA_BACKUP_KEEP", 7),
        mail_in=mail_settings(
            values,
            host=urlsplit(public_url).hostname or "localhost",
            trusted=_networks(values, "ATENDA_MAIL_TRUSTED"),
        ),
        is_embedded=application is None,
        socket_folder=socket_folder,
        application_database=database_urls.application(
            application or database_urls.embedded(socket_folder, database_urls.APPLICATION_ROLE), process
        ),
        owner_database=database_urls.owner(
            owner or database_urls.embedded(socket_folder, database_urls.OWNER_ROLE),
        ),
    )


def _data_folder(given: str) -> Path:
    """The folder, made if need be. Root keeps it passable: its database runs as another user."""
    data = Path(given).expanduser().resolve()
    try:
        if not data.exists():
            data.mkdir(parents=True)
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise Misconfigured(f"The data folder {data} cannot be made: {error.strerror}.") from error
    return data


def _databases(values: Mapping[str, str], data: Path) -> tuple[str | None, str | None, Path]:
    """Addresses given, if any: one alone stands for both roles, which `atenda doctor` will mention."""
    application, owner = values.get("ATENDA_DATABASE_URL"), values.get("ATENDA_OWNER_DATABASE_URL")
    return application or owner, owner or application, socket_folder(data)


def socket_folder(data: Path) -> Path:
    """Where the embedded server of this data folder listens: inside it, or a short path made from its name."""
    inside = data / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    return Path("/tmp") / f"atenda-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"  # noqa: S108


def _public(url: str | None, bind: str, port: int) -> tuple[str, list[str]]:
    """The address people type, and the host names a request may carry."""
    if url is None:
        if _is_everywhere(bind):
            raise Misconfigured("ATENDA_BIND opens Atenda to the network: say its address in ATENDA_PUBLIC_URL.")
        if not _is_near(bind):
            raise Misconfigured(f"{bind} is a public address: put https before it and say so in ATENDA_PUBLIC_URL.")
        host = f"[{bind}]" if ":" in bind else bind
        return f"http://{host}:{port}", list(dict.fromkeys([*LOOPBACK, host]))
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise Misconfigured("ATENDA_PUBLIC_URL is an address without a path, like https://desk.example.")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise Misconfigured("ATENDA_PUBLIC_URL must begin with https:// unless it is on this machine or network.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{parts.netloc.lower()}", [host]


def _is_everywhere(bind: str) -> bool:
    return bind in {"0.0.0.0", "::", "*"}  # noqa: S104  names what it refuses


def _is_near(host: str) -> bool:
    """This machine or a private network: the only places where cookies may travel in the clear."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
    return address.is_loopback or address.is_private or address.is_link_local


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    given = values.get(name, str(default))
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Misconfigured(f"{name} is a number from 1 to 65535, not {given!r}.")
    return int(given)


def _backup_folder(given: str | None) -> Path | None:
    if given is None:
        return None
    folder = Path(given).expanduser()
    if not folder.is_absolute():
        raise Misconfigured(f"ATENDA_BACKUP_TO is a whole path, beginning with /, not {given!r}.")
    return folder


def _how_many(values: Mapping[str, str], name: str, default: int) -> int:
    given = values.get(name, str(default))
    if not given.isdecimal() or not 0 < int(given) < 10_000:
        raise Misconfigured(f"{name} is a number from 1, not {given!r}.")
    return int(given)


def _one_of(values: Mapping[str, str], name: str, allowed: set[str], default: str) -> str:
    value = values.get(name, default)
    if value not in allowed:
        raise Misconfigured(f"{name} is one of {', '.join(sorted(allowed))}, not {value!r}.")
    return value


def _clamav(given: str) -> str:
    """host:port, or the path of a socket; nothing where there is no scanner."""
    if given and not given.startswith("/") and not re.fullmatch(r"[\w.-]+:\d{1,5}|\[[\da-fA-F:]+\]:\d{1,5}", given):
        raise Misconfigured(f"ATENDA_CLAMAV is host:port or the path of a socket, not {given!r}.")
    return given


def _sandbox(given: str) -> frozenset[str] | None:
    """Whom mails reach although the machine is a sandbox; None where it is none."""
    said = given.strip().lower()
    if said == "off":
        return None
    parts = [] if said == "on" else [part.strip().removeprefix("@") for part in said.split(",")]
    if any(not re.fullmatch(r"([^@\s]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+", part) for part in parts):
        raise Misconfigured("ATENDA_SANDBOX is off, on, or addresses and domains that mails reach all the same.")
    return frozenset(parts)


def _smtp(given: str) -> str:
    """The server that sends mail for organizations without one of their own; its password is never said back."""
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        whole = parts.scheme in {"smtp", "smtps", "smtp+plain"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not re.search(r"(^|&)from=[^&@]+@[^&@]+", parts.query):
        raise Misconfigured("ATENDA_SMTP_URL is like smtp://user:password@host:587?from=desk@example.com.")
    return given


def _networks(values: Mapping[str, str], name: str) -> list[str]:
    given = values.get(name, "")
    try:
        return [str(ipaddress.ip_network(part.strip(), strict=False)) for part in given.split(",") if part.strip()]
    except ValueError as error:
        raise Misconfigured(f"{name} is a list of addresses: {error}.") from error
