"""`atenda import`: the same steps as on the pages, one after the other, with what it says on the way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from atenda.access.abilities import RoleKind
from atenda.exporting.by_command import privately
from atenda.files.storage import Incoming
from atenda.importing import keeping, receiving, running, valuing
from atenda.importing.foretelling import tried
from atenda.importing.models import Import, Outcome, RefusedRow, Stage
from atenda.importing.reading.refusals import CannotRead, told
from atenda.importing.refusals import told as told_of_row
from atenda.importing.report import as_csv
from atenda.importing.targets import TARGETS
from atenda.importing.understanding import Row
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.refusals import Refused
from atenda.server.faults import ServerFault
from atenda.staff.models import Agent

Say = Callable[[str], None]
EXAMPLES = 20
BATCH = 300


def run(path: Path, *, slug: str, what: str, source: str, mapping: Path | None, dry: bool, email: str, say: Say) -> int:
    """Import a file; how many rows were refused. Raises ServerFault for what cannot be begun."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise ServerFault(f"There is no organization called {slug}.")
    with inside(organization):
        by = _whoever(email)
        bringing = _received(path, what=what, source=source, by=by)
        if mapping is not None:
            _choose(bringing, mapping)
        _say_columns(bringing, say)
        try:
            running.check_columns(bringing)
        except Refused as refusal:
            raise ServerFault(str(refusal)) from None
        refused = _try(bringing, by, say) if dry else _bring(bringing, path, by, say)
        if dry:
            keeping.forget(bringing.upload, bringing.rows)
            Import.objects.filter(pk=bringing.pk).delete()
        return refused


def _whoever(email: str) -> Agent:
    agents = Agent.objects.active().select_related("role").order_by("pk")
    found = agents.filter(identity__email=email.lower()) if email else agents.filter(role__kind=RoleKind.ADMINISTRATOR)
    by: Agent | None = found.first()
    if by is None:
        raise ServerFault(f"Nobody here signs in with {email}." if email else "There is no administrator.")
    return by


def _received(path: Path, *, what: str, source: str, by: Agent) -> Import:
    incoming = Incoming()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                incoming.write(block)
        incoming.finish()
        now = timezone.now()
        bringing = receiving.receive(
            incoming.path, name=path.name, what=what, source=source, key=uuid4(), by=by, now=now
        )
    except (OSError, CannotRead) as error:
        incoming.discard()
        raise ServerFault(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    receiving.read(bringing, is_waking=False)
    if bringing.stage != Stage.READY:
        raise ServerFault(f"{path}: {told(bringing.reason)}")
    return bringing


def _choose(bringing: Import, path: Path) -> None:
    """`{"columns": {"Heading": "field"}, "values": {"state": {"Escalated": "12"}}, "order": "mdy"}`."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        columns = said.get("columns", {})
        unknown = [name for name in columns.values() if name and name not in TARGETS[bringing.what]]
    except (OSError, ValueError, AttributeError) as error:
        raise ServerFault(f"{path} is no mapping: {error}") from None
    if unknown or (missing := sorted(set(columns) - set(bringing.columns))):
        names = ", ".join(unknown) or ", ".join(missing)
        fields = ", ".join(TARGETS[bringing.what])
        raise ServerFault(f"{path}: there is no such {'field' if unknown else 'column'}: {names}. Fields are {fields}.")
    kept = bringing.mapping
    chosen = [columns.get(column, name) for column, name in zip(bringing.columns, kept["columns"], strict=True)]
    values = {
        field: {valuing.plain(text): str(choice) for text, choice in words.items()}
        for field, words in said.get("values", {}).items()
    }
    bringing.mapping = {
        **kept,
        "columns": chosen,
        "values": values,
        "order": said.get("order", kept["order"]),
        "create_customers": said.get("create_customers", True),
    }
    bringing.save(update_fields=["mapping"])


def _say_columns(bringing: Import, say: Say) -> None:
    reading = bringing.reading
    how = " ".join(filter(None, (reading.get("encoding"), reading.get("separator"), reading.get("sheet"))))
    say(
        f"{bringing.name}: {bringing.total} rows ({reading['format']} {how}), from {bringing.source}.".replace(
            "  ", " "
        )
    )
    for column, name in zip(bringing.columns, bringing.mapping["columns"], strict=True):
        say(f"  {column} → {name or '(left out)'}")


def _bring(bringing: Import, path: Path, by: Agent, say: Say) -> int:
    try:
        running.begin(bringing, by=by, now=timezone.now(), is_waking=False)
    except Refused as refusal:
        raise ServerFault(str(refusal)) from None
    while running.advance(bringing, now=timezone.now()):
        say(f"  {bringing.done} of {bringing.total} rows")
    say(_figures(bringing.figures))
    refused: int = RefusedRow.objects.filter(bringing=bringing).count()
    if refused:
        report = path.with_name(f"{path.stem}.refused.csv")
        with privately(report) as part, part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(as_csv(bringing))
        say(f"The refused rows, and why, are in {report}: mend them and import that file.")
    return refused


def _try(bringing: Import, by: Agent, say: Say) -> int:
    """Batch by batch, each taken back: what a batch would have made the next one does not know."""
    choices = valuing.choices_for(
        bringing.mapping["columns"], bringing.reading["values"], bringing.mapping["values"], bringing.source
    )
    figures: Counter[str] = Counter()
    shown: list[Row] = []
    offset = 0
    while True:
        lines, offset = keeping.rows_from(bringing.rows, offset, BATCH)
        if not lines:
            break
        batch, _rows = tried(bringing, lines, choices, by=by, now=timezone.now())
        figures += batch.tally
        shown += batch.refused[: EXAMPLES - len(shown)]
    for row in shown:
        for _place, name, words in row.problems:
            say(f"  line {row.line}: {told_of_row(name, words)}")
    say(f"Nothing was changed. {_figures(figures)}")
    return figures[Outcome.REFUSED]


def _figures(figures: Any) -> str:
    names = {"made": "new", "updated": "updated", "same": "as they were", "skipped": "left", "refused": "refused"}
    return ", ".join(f"{figures.get(name, 0)} {word}" for name, word in names.items()) + "."
