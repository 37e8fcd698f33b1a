"""Take a file in and read it: what it is, its columns, its rows, and which values there are in each column."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from atenda.history.deeds import deed
from atenda.importing import keeping
from atenda.importing.dates import order_of
from atenda.importing.matching import guessed_source, matched
from atenda.importing.models import Import, Stage
from atenda.importing.reading.apart import LONGEST, read_apart
from atenda.importing.reading.refusals import LARGEST_FILE, CannotRead, TooLarge, kept
from atenda.importing.sources import SOURCES
from atenda.importing.targets import MOMENTS
from atenda.importing.waking import wake
from atenda.staff.models import Agent

AT_ONCE = 1_500_000  # bytes that a page waits for, for so many seconds; more is read by the worker
PATIENCE = 8.0
BY_ITSELF = "auto"  # the source is seen by the headings


@deed
def receive(
    arrived: Path,
    *,
    name: str,
    what: str,
    source: str,
    key: UUID,
    by: Agent,
    now: datetime,
    chosen: dict[str, str] | None = None,
) -> Import:
    """Keep a file that arrived. The same form sent again finds what it brought before. Raises TooLarge."""
    size = arrived.stat().st_size
    if size > LARGEST_FILE:
        raise TooLarge(largest=LARGEST_FILE // 1_000_000)
    there: Import | None = Import.objects.filter(key=key).first()
    if there is not None:
        return there
    bringing = Import(
        by=by,
        key=key,
        what=what,
        source=source,
        name=name[:200],
        size=size,
        upload=keeping.take_in(arrived),
        reading={"chosen": chosen or {}},
        created_at=now,
        advanced_at=now,
    )
    bringing.save(force_insert=True)
    return bringing


@transaction.atomic
def read_again(bringing: Import, chosen: dict[str, str], *, now: datetime) -> None:
    """By another encoding, separator or sheet that a person chose."""
    bringing.lock()
    if bringing.stage in (Stage.READY, Stage.FAILED):
        bringing.reading = {"chosen": chosen}
        bringing.stage, bringing.reason, bringing.advanced_at = Stage.READING, "", now
        bringing.save(update_fields=["reading", "stage", "reason", "advanced_at"])


def read(bringing: Import, *, is_waking: bool = True) -> None:
    """Read what waits to be read; a large file by the worker, unless this is the worker. Again, it is the same."""
    if bringing.size > AT_ONCE and is_waking:
        wake(bringing)
        return
    chosen = bringing.reading.get("chosen", {})
    try:
        path, patience = keeping.path_of(bringing.upload), PATIENCE if is_waking else LONGEST
        with keeping.new_rows() as (name, target):
            found = read_apart(path, target, chosen, patience=patience)
    except TimeoutError:
        wake(bringing)
        return
    except CannotRead as refusal:
        _settle(bringing, {"reading": {"chosen": chosen}, "stage": Stage.FAILED, "reason": kept(refusal)})
        return
    columns = found["columns"]
    if bringing.source == BY_ITSELF:
        bringing.source = guessed_source(columns, bringing.what)
    mapping: dict[str, Any] = {
        "columns": matched(columns, what=bringing.what, source=bringing.source),
        "create_customers": True,
        "values": {},
    }
    moments = [place for place, field in enumerate(mapping["columns"]) if field in MOMENTS]
    texts = [text for place in moments for text in found["samples"].get(str(place), ())]
    is_american = getattr(SOURCES[bringing.source], "MONTH_FIRST", False)
    mapping["order"] = "mdy" if is_american and not _has_days_first(texts) else order_of(texts)
    said = {
        "reading": {**found["reading"], "chosen": chosen, "values": found["values"]},
        "columns": columns,
        "source": bringing.source,
        "rows": name,
        "total": found["total"],
        "stage": Stage.READY,
        "mapping": mapping,
    }
    before = bringing.rows
    _settle(bringing, said)
    keeping.forget(before)


def _has_days_first(texts: list[str]) -> bool:
    return bool(texts) and order_of([*texts, "01/31/2000"]) == "dmy"


def _settle(bringing: Import, said: dict[str, Any]) -> None:
    """Unless somebody asked for another reading meanwhile."""
    there = Import.objects.filter(pk=bringing.pk, stage=Stage.READING)
    there.update(**said, advanced_at=timezone.now())
    bringing.refresh_from_db()


def first_rows(bringing: Import, most: int) -> list[keeping.Line]:
    return keeping.rows_from(bringing.rows, 0, most)[0]
