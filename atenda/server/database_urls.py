"""Database addresses: from a URL, or the embedded server's, to what Django wants to know."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from atenda.server.faults import Misconfigured

EMBEDDED_PORT = 5432  # names the socket only; nothing listens on the network
ENGINE = "atenda.organizations.backend"
APPLICATION_ROLE, OWNER_ROLE, DATABASE = "atenda_app", "atenda_owner", "atenda"

# Generic plans turned 3 ms into 1 300 on large organizations, so every plan is made for its values: no statement is
# prepared by how often it comes. What asks by a whole key is, by name (organizations/prepared.py), as PostgreSQL does
# itself for the checks of foreign keys; for these the plan may be kept.
NEVER_BY_ITSELF = 2**31 - 1
# To start two workers takes longer than a page may: they are for what reads hundreds of thousands of rows.
PLANNING = {
    "plan_cache_mode": "auto",
    "jit": "off",
    "random_page_cost": "1.1",
    "parallel_setup_cost": "10000",
    "TimeZone": "UTC",
}
PATIENCE = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
STATEMENT_TIMEOUT = {"web": "15s", "stream": "15s", "mail-in": "15s"}
LONGEST_STATEMENT = "300s"

# Eight threads answer requests in a web process; the pool has one connection for each and two to spare.
# Nobody waits for a free one, then; three seconds without means that the database is away.
WEB_POOL = {"min_size": 2, "max_size": 10, "timeout": 3}


def application(url: str, process: str) -> dict[str, Any]:
    """How a process reaches the database as the application role."""
    timeouts = {**PATIENCE, "statement_timeout": STATEMENT_TIMEOUT.get(process, LONGEST_STATEMENT)}
    database = _parsed(url, {**PLANNING, **timeouts})
    if process == "web":
        database["OPTIONS"]["pool"] = dict(WEB_POOL)
        database["CONN_MAX_AGE"] = 0
        database["CONN_HEALTH_CHECKS"] = False  # the backend asks connections of the pool, less often
    return database


def owner(url: str) -> dict[str, Any]:
    """How migrations reach it: as the owner, with all the time they need."""
    return _parsed(url, {**PLANNING, "statement_timeout": "0"})


def embedded(socket: Path, role: str, name: str = DATABASE) -> str:
    """The embedded server's address for one role."""
    return f"postgresql://{role}@/{name}?host={socket}&port={EMBEDDED_PORT}"


def _parsed(url: str, session: dict[str, str]) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Misconfigured(f"A database URL cannot be read: {error}.") from error
    if parts.scheme not in {"postgresql", "postgres"}:
        raise Misconfigured("A database URL begins with postgresql:// (Atenda runs on PostgreSQL only).")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise Misconfigured("A database URL ends with the name of the database: postgresql://…/atenda.")
    given = options.pop("options", "")
    options["options"] = " ".join([*(f"-c {key}={value}" for key, value in session.items()), given]).strip()
    options.setdefault("application_name", "atenda")
    options.setdefault("connect_timeout", "5")
    options["prepare_threshold"] = NEVER_BY_ITSELF
    return {
        "ENGINE": ENGINE,
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(options.pop("port", None) or port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
