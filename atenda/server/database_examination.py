"""What is wrong with the database, seen through the application role's own eyes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from atenda.server.binaries import OLDEST
from atenda.server.grants import excessive_rights
from atenda.server.migrating import missing_migrations

LARGEST_DRIFT = 2.0  # seconds
MUST_BE_ON = {
    "fsync": "a power cut can destroy the database",
    "full_page_writes": "a power cut can destroy pages of the database",
    "synchronous_commit": "what was saved last can be lost",
    "data_checksums": "a failing disk is not noticed",
}


def examine() -> list[str]:
    """Every finding, most serious first."""
    looks = (_version, _encoding, _roles, _durability, _migrations, _rights, _clock)
    return [finding for look in looks for finding in look()]


def _version() -> Iterator[str]:
    number = int(_value("SHOW server_version_num"))
    if number < OLDEST * 10_000:
        yield f"PostgreSQL {number // 10_000} is too old: Atenda needs {OLDEST} or later."


def _encoding() -> Iterator[str]:
    encoding = _value("SHOW server_encoding")
    if encoding != "UTF8":
        yield f"The database is written in {encoding}: make it anew in UTF8."


def _roles() -> Iterator[str]:
    application, owner = (settings.DATABASES[alias]["USER"] for alias in ("default", "owner"))
    if application == owner:
        yield f"One role, {application}, both serves and migrates: give ATENDA_OWNER_DATABASE_URL one of its own."
    if _value("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"):
        yield f"The role {application} may do everything in the server: take away SUPERUSER, BYPASSRLS and CREATEROLE."
    elif application != owner and _value("SELECT has_schema_privilege('public', 'CREATE')"):
        yield f"The role {application} may make tables: run `REVOKE CREATE ON SCHEMA public FROM PUBLIC`."


def _durability() -> Iterator[str]:
    for name, price in MUST_BE_ON.items():
        if _value(f"SHOW {name}") == "off":
            yield f"PostgreSQL runs with {name} off: {price}."


def _migrations() -> Iterator[str]:
    missing = missing_migrations()
    if missing:
        yield f"{len(missing)} migrations are missing, the first is {missing[0]}: run `atenda migrate`."


def _rights() -> Iterator[str]:
    tables = excessive_rights()
    if tables:
        yield f"History can be altered: the application role may change {', '.join(tables)}; run `atenda migrate`."


def _clock() -> Iterator[str]:
    before = datetime.now(UTC)
    theirs: datetime = _value("SELECT clock_timestamp()")
    after = datetime.now(UTC)
    drift = (theirs - (before + (after - before) / 2)).total_seconds()
    if abs(drift) > LARGEST_DRIFT:
        word = "ahead of" if drift > 0 else "behind"
        yield f"The database's clock is {abs(drift):.0f} seconds {word} this machine's: set both by NTP."


def _value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else None
