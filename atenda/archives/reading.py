"""Read an archive back as an organization of its own: all of it, in one transaction, or nothing.

Numbers stay as they were, for they stand in addresses, in texts and in the hashes of events; a number belongs to its
organization alone, so that they meet nobody else's. What is counted from the rest is counted anew. The organization
begins held: nothing is sent from it until a person releases it (6.35).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import DataError, IntegrityError, ProgrammingError, connection, connections, transaction

from atenda.access import links
from atenda.access.abilities import RoleKind
from atenda.access.models import Identity, Purpose
from atenda.archives.checking import Archive, opened
from atenda.archives.contents import KINDS
from atenda.archives.form import Refused, is_number
from atenda.archives.tables import IDENTITY, TableOf
from atenda.cases.counting import count_anew
from atenda.customers.countries import is_country
from atenda.files import storage
from atenda.files.keeping import DRAWN, look_at
from atenda.files.kinds import family_of
from atenda.files.models import Content, Preview, Scan
from atenda.history.chain import verify
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Counter, Organization
from atenda.server import holding
from atenda.staff.models import Agent

BATCH, LARGEST_BATCH = 1_000, 16 << 20  # rows, and bytes
COUNTED_UP_TO = 2**48  # no row reaches that by counting: a number beyond it meets nobody, and moves no sequence
DAY = 86_400
MARK = ".being-read"  # in a folder of files whose organization is not committed yet
Report = Callable[[int, int], None]
STALE_WORDS = """
    INSERT INTO searching_casetext (organization_id, folio, case_id, words, is_stale)
    SELECT c.organization_id, c.folio, c.id, ''::tsvector, true FROM cases_case c WHERE c.organization_id = %s
    """


@dataclass(frozen=True)
class ReadBack:
    """`token` lets its first administrator in; the others are invited from the page of people."""

    organization: Organization
    rows: int
    administrator: Agent | None
    token: str | None


def read(path: Path, *, slug: str, now: datetime, report: Report) -> ReadBack:
    """Raises Refused for what is no archive, altered, newer or not to be read; ValidationError for a wrong address."""
    _tidy()
    with opened(path) as archive:
        folder: Path | None = None
        try:
            with transaction.atomic():
                organization = _organization(archive, slug)
                folder = storage.root() / str(organization.pk)
                with inside(organization):
                    result = _fill(archive, folder, now, report)
        except BaseException as failure:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(failure, IntegrityError | DataError | ProgrammingError):
                raise Refused(f"The archive contradicts itself: {_in_a_line(failure)}") from None
            raise
        (folder / MARK).unlink(missing_ok=True)
    return result


def _organization(archive: Archive, slug: str) -> Organization:
    said = archive.organization
    try:
        organization = Organization(
            name=str(said["name"]),
            slug=slug,
            language=str(said["language"]),
            time_zone=str(said["time_zone"]),
            country=str(said["country"]),
            created_at=datetime.fromisoformat(str(said["created_at"])),
            chained_as=said["chain"],
        )
        folio = said["next_folio"]
    except (KeyError, ValueError) as error:
        raise Refused(f"organization.json is not what an archive has there: {error}.") from None
    if not (is_number(folio) and is_number(organization.chained_as)) or organization.created_at.tzinfo is None:
        raise Refused("organization.json is not what an archive has there.")
    if not (
        _is_spoken(organization.language) and _is_zone(organization.time_zone) and is_country(organization.country)
    ):
        raise Refused("organization.json names a language, a time zone or a country that there is not.")
    organization.full_clean()
    organization.save()
    Counter.objects.create(organization=organization, next_folio=folio)
    return organization


def _fill(archive: Archive, folder: Path, now: datetime, report: Report) -> ReadBack:
    organization = current_organization()
    rows = 0
    for table in archive.tables:
        highest = 0
        for lines in _batches(archive, table):
            highest = max(highest, _insert(table, archive.columns(table), lines))
            rows += len(lines)
            report(rows, archive.rows)
        _fill_in_late(archive, table)
        if highest:
            _number_on(table, highest)
    _unpack(archive, folder, now)
    count_anew()
    with connection.cursor() as cursor:
        cursor.execute(STALE_WORDS, [organization.pk])
    for found in verify():
        raise Refused(f"The history in the archive does not hold: event {found.event_id} {found.why}.")
    holding.hold_one(organization, copied_at=_written_at(archive, now), now=now)
    administrator = (
        Agent.objects.select_related("identity")
        .filter(role__kind=RoleKind.ADMINISTRATOR, deactivated_at=None, is_integration=False)
        .order_by("pk")
        .first()
    )
    token = links.make(administrator.identity, organization, Purpose.INVITATION, now=now) if administrator else None
    return ReadBack(organization, rows, administrator, token)


def _batches(archive: Archive, table: TableOf) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    size = 0
    for line in archive.lines(table):
        some.append(line)
        size += len(line)
        if len(some) == BATCH or size >= LARGEST_BATCH:
            yield some
            some, size = [], 0
    if some:
        yield some


def _insert(table: TableOf, columns: tuple[str, ...], lines: list[bytes]) -> int:
    """These rows; the highest number among them that others come to. What may point further is left empty for now."""
    if IDENTITY in columns:
        lines = [_with_identity(json.loads(line)) for line in lines]
    names = ["identity_id" if name == IDENTITY else name for name in columns]
    empty = {name: None for name in table.late if name in names}
    given = [name for name in names if name not in empty]
    more = {**table.missing(columns), **empty}
    if table.name == "staff.agent":
        more["is_invited"] = True
    fields = {field.column: field for field in table.model._meta.concrete_fields}
    values = [fields[name].get_db_prep_save(value, connection) for name, value in more.items()]
    into = ", ".join(f'"{name}"' for name in ["organization_id", *given, *more])
    chosen = ", ".join([*(f'r."{name}"' for name in given), *(f"%s::{_type(fields[name])}" for name in more)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH given AS MATERIALIZED (
                SELECT * FROM json_populate_recordset(null::{table.db_table}, %s::json))
                INSERT INTO {table.db_table} ({into}) SELECT %s, {chosen} FROM given r""",  # noqa: S608  names of our models
            [f"[{b','.join(lines).decode()}]", current_organization().pk, *values],
        )
    numbers = [json.loads(line)["id"] for line in lines] if table.has_id else []
    return max((number for number in numbers if number < COUNTED_UP_TO), default=0)


def _type(field: Any) -> str:
    return str(field.db_type(connection))


def _with_identity(row: dict[str, Any]) -> bytes:
    """Who signs in with this e-mail here; whoever nobody knows yet begins without a password."""
    said = row.pop(IDENTITY)
    if not isinstance(said, dict) or not isinstance(said.get("email"), str) or "@" not in said["email"]:
        raise Refused("The archive has an agent without an e-mail.")
    language, zone = str(said.get("language")), str(said.get("time_zone"))
    identity, is_new = Identity.objects.get_or_create(
        email=said["email"].strip().lower(),
        defaults={
            "language": language if _is_spoken(language) else current_organization().language,
            "time_zone": zone if _is_zone(zone) else "",
        },
    )
    if is_new:
        identity.set_unusable_password()
        identity.save(update_fields=["password"])
    row["identity_id"] = identity.pk
    return json.dumps(row, ensure_ascii=False).encode()


def _is_spoken(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def _is_zone(name: str) -> bool:
    return name in available_timezones()


def _fill_in_late(archive: Archive, table: TableOf) -> None:
    """What points to other rows of the same table, now that all of them are there."""
    late = [name for name in table.late if name in archive.columns(table)]
    for lines in _batches(archive, table) if late else ():
        pointing = [line for line in lines if any(json.loads(line)[name] is not None for name in late)]
        if pointing:
            said = ", ".join(f'"{name}" = r."{name}"' for name in late)
            columns = ", ".join(f'"{name}" bigint' for name in ("id", *late))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"""UPDATE {table.db_table} t SET {said}
                        FROM json_to_recordset(%s::json) r ({columns})
                        WHERE t.organization_id = %s AND t.id = r.id""",  # noqa: S608  names of our models
                    [f"[{b','.join(pointing).decode()}]", current_organization().pk],
                )


def _number_on(table: TableOf, highest: int) -> None:
    """New rows get numbers beyond those of the archive. As the owner: the desk itself cannot turn back a sequence."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table.db_table])
        sequence = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT setval(%s, %s) WHERE %s > (SELECT last_value FROM {sequence})",  # noqa: S608  PostgreSQL named it
            [sequence, highest, highest],
        )


def _unpack(archive: Archive, folder: Path, now: datetime) -> None:
    """Each file and mail under its digest, as any other that arrives; those that are drawn are drawn anew."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / MARK).touch()
    for kind in KINDS:
        for info in archive.members(kind):
            kind.place(kind.parts(archive.zip, info))
    for content in Content.objects.order_by("pk").iterator(BATCH):
        if content.scan != Scan.INFECTED:  # whatever a scanner elsewhere found it to be
            content.scan = Scan.WAITING if settings.CLAMAV else Scan.UNASKED
        if family_of(content.kind) in DRAWN:
            content.preview = Preview.WAITING
        content.save(update_fields=["scan", "preview"])
        if content.scan == Scan.WAITING or content.preview == Preview.WAITING:
            look_at(content)


def _written_at(archive: Archive, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(str(archive.manifest["written_at"])).astimezone(now.tzinfo)
    except (KeyError, ValueError, OverflowError):
        return now


def _tidy() -> None:
    """Files of an archive that was being read when the machine stopped: marked, and of no organization."""
    known = set(Organization.objects.values_list("pk", flat=True))
    for mark in storage.root().glob(f"*/{MARK}"):
        name = mark.parent.name
        if name.isdecimal() and int(name) not in known and mark.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(mark.parent, ignore_errors=True)


def _in_a_line(failure: BaseException) -> str:
    return str(failure).strip().splitlines()[0] if str(failure).strip() else type(failure).__name__
