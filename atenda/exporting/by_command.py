"""The file of a view, made by `atenda export` on the machine itself: as somebody sees it, and noted as theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from atenda.exporting import events
from atenda.exporting.making import NotAllowed, as_reads, write_table
from atenda.exporting.models import Form, What
from atenda.exporting.writing import Report
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.server.faults import ServerFault
from atenda.staff.models import Agent
from atenda.worklists.question import View, read_question
from atenda.worklists.saved import READY_MADE, Saved, views_of
from atenda.worklists.table import look_of


def organization_called(slug: str) -> Organization:
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        raise ServerFault(f"There is no organization at {slug}.")
    return found


@contextmanager
def privately(target: Path, *, ending: str = "") -> Iterator[Path]:
    """A new file beside it that nobody else reads, put in its place when the block is over; or none."""
    part = target.with_name(f".{target.name}.part{ending}")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def export(
    organization: Organization, *, what: str, view: str, form: str, email: str, target: Path, report: Report
) -> int:
    """Rows written to `target`, which is there whole or not at all; an older file of that name is replaced.

    `view` is a ready-made or saved view by key or name, or the end of an address («view=all&order=-created»).
    """
    with inside(organization):
        people = Agent.objects.select_related("role", "identity").filter(deactivated_at=None)
        by = people.filter(identity__email=email.strip().lower()).first()
        if by is None:
            raise ServerFault(f"Nobody at {organization.slug} signs in with {email}.")
        try:
            with as_reads(by):
                asked = _asked(by, view) if what == What.CASES else dict(parse_qsl(view.lstrip("?")))
            with privately(target, ending=".xlsx" if form == Form.XLSX else "") as part:
                rows = write_table(what, asked, form, part, by=by, report=report)
        except NotAllowed:
            raise ServerFault(f"The role of {by.name} takes no such lists away.") from None
        except OSError as error:
            raise ServerFault(f"{target} cannot be written: {error.strerror}.") from None
        with one_deed():
            by.lock()
            said = {"name": view or what, "what": what, "form": form, "rows": rows, "asked": asked}
            record(by, events.MADE, by=by, after=said)
    return rows


def _asked(by: Agent, view: str) -> dict[str, Any]:
    saved = _saved(by, view)
    if saved is None and view and view not in View.values and "=" not in view:
        raise ServerFault(f"{by.name} has no view called {view}.")
    said = dict(parse_qsl(view.lstrip("?"))) if "=" in view else {"view": view}
    question = saved.question if saved else read_question(said)
    columns = list(look_of(by, question, saved).columns)
    return {**question.asked, "view": question.view.value, "order": question.order.name, "columns": columns}


def _saved(by: Agent, view: str) -> Saved | None:
    return READY_MADE.get(view) or next(
        (saved for saved in views_of(by) if view and view in (saved.key, saved.name)), None
    )
