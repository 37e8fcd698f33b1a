"""The audit log as a file for a spreadsheet; taking it is in the log itself."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.exporting.csv_files import BOM, sheet, speaks_comma
from atenda.exporting.disarming import disarmed
from atenda.history.audit import Question, Told, audit
from atenda.history.deeds import deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.staff.models import Agent

AUDIT_TAKEN = Kind("audit.taken", gettext_lazy("{actor} downloaded the audit log"))
MOST = 20_000  # rows of one file: two seconds


def as_csv(question: Question) -> str:
    """What the question finds, newest first, with what spreadsheets of this language expect; no cell is a formula."""
    page = audit(replace(question, before=0), size=MOST)
    text = io.StringIO(BOM)
    text.seek(0, io.SEEK_END)
    rows = sheet(text, with_comma=speaks_comma())
    rows.writerow([_("When"), _("Who"), _("What"), _("Of"), _("About"), _("Changes"), _("Network address"), "id"])
    rows.writerows(_row(told) for told in page.rows)
    if page.older:
        rows.writerow([_("There are older ones: choose fewer days.")])
    return text.getvalue()


@deed
def note_taken(question: Question, *, by: Agent, now: datetime) -> None:
    asked = {name: str(value) for name, value in vars(question).items() if value}
    record(by.lock(), AUDIT_TAKEN, by=by, after=asked, at=now, is_remark=True)


def _row(told: Told) -> list[str]:
    changes = "; ".join(f"{one.name}: {one.before or '—'} → {one.after or '—'}" for one in told.details)
    when = timezone.localtime(told.at).strftime("%Y-%m-%d %H:%M:%S")
    texts = (when, told.who, told.sentence, told.of, told.area, changes, told.address, str(told.id))
    return [disarmed(text) for text in texts]
