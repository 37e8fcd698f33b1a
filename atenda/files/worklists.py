"""What the pages show of a case's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from atenda.cases.models import Case
from atenda.files.counting import Counts
from atenda.files.kinds import Family, family_of
from atenda.files.models import Attachment, Preview, Review, Scan, Upload
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff import directory
from atenda.staff.models import Agent

IN_BLOCK = 12
ON_PAGE = 200
ICONS = {
    Family.IMAGE: "photo",
    Family.PDF: "file-type-pdf",
    Family.AUDIO: "music",
    Family.TEXT: "file-text",
    Family.ARCHIVE: "file-zip",
    Family.DOCUMENT: "file-description",
    Family.OTHER: "file",
}


@dataclass(frozen=True)
class Shown:
    """One file as a page shows it."""

    row: Any
    added_by: str
    reviewed_by: str
    of: int = 0  # the folio of the case it is of, where that one was merged into the case shown

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    @property
    def name(self) -> str:
        return str(self.row.name)

    @property
    def size(self) -> str:
        """2,3 MB, in the reader's language."""
        return filesizeformat(self.row.content.size)

    @property
    def pages(self) -> int:
        return int(self.row.content.pages)

    @property
    def family(self) -> Family:
        return family_of(self.row.content.kind)

    @property
    def icon(self) -> str:
        return ICONS[self.family]

    @property
    def has_preview(self) -> bool:
        return self.row.content.preview == Preview.READY and not self.row.content.is_withheld

    @property
    def is_waiting(self) -> bool:
        return bool(self.row.content.scan == Scan.WAITING)

    @property
    def is_infected(self) -> bool:
        return bool(self.row.content.scan == Scan.INFECTED)

    @property
    def is_withheld(self) -> bool:
        return bool(self.row.content.is_withheld)


@dataclass(frozen=True)
class Block:
    """The files of a case, newest first; `more` says that there are others than those shown."""

    counts: Counts
    shown: list[Shown]

    @property
    def more(self) -> int:
        return max(self.counts.total - len(self.shown), 0)


def together(case: Case) -> dict[int, int]:
    """By key the folios of a case and of all that were merged into it and are not in the bin. Alone it asks nothing."""
    if not case.has_merged:
        return {case.pk: case.folio}
    rows = Case.objects.filter(pk__in=case.ids_together(), binned_at=None)
    return {case.pk: case.folio, **dict(rows.values_list("pk", "folio"))}


def block_of(case: Case, counts: Counts, folios: Mapping[int, int]) -> Block:
    """The newest files and the four figures, of all these cases."""
    rows = _newest(Attachment.objects.present().filter(case__in=list(folios)))[:IN_BLOCK] if counts.total else []
    return Block(counts, shown_of(rows, case, folios))


_AT_A_GLANCE = """
    SELECT EXISTS (SELECT 1 FROM files_upload WHERE organization_id = %s AND agent_id = %s AND case_id = %s),
           sum(total), sum(pending), sum(valid), sum(rejected)
    FROM files_filecount WHERE organization_id = %s AND case_id = ANY(%s::bigint[])
    """


def at_a_glance(case: Case, *, by: Agent) -> tuple[Block, list[Shown]]:
    """The block of a case, and one's own files that wait in the form of a note; one question where there are neither,
    as on most pages."""
    organization, folios = current_organization().pk, together(case)
    with prepared() as cursor:
        cursor.execute(_AT_A_GLANCE, [organization, by.pk, case.pk, organization, list(folios)])
        is_waiting, *kept = cursor.fetchone()
    counts = Counts(*(int(each or 0) for each in kept))
    return block_of(case, counts, folios), uploads_waiting(by=by, case=case) if is_waiting else []


def files_of(case: Case, *, review: str = "", removed: bool = False) -> list[Shown]:
    """The files of a case and of those merged into it, newest first; of one kind of review, or those in the bin."""
    folios = together(case)
    rows = Attachment.objects.filter(case__in=list(folios), removed_at__isnull=not removed)
    if review in Review.values:
        rows = rows.filter(review=review)
    return shown_of(_newest(rows)[:ON_PAGE], case, folios)


def files_of_notes(note_ids: list[int]) -> dict[int, list[Shown]]:
    """The files of several notes, as they were sent; those in the bin left out."""
    if not note_ids:
        return {}
    found: dict[int, list[Shown]] = defaultdict(list)
    rows = Attachment.objects.present().filter(note_id__in=note_ids).select_related("content")
    for shown in shown_of(rows.order_by("pk")):
        found[shown.row.note_id].append(shown)
    return found


def files_of_messages(message_ids: list[int]) -> dict[int, list[Shown]]:
    """The files of several mails, without what the mails only show themselves with."""
    found: dict[int, list[Shown]] = defaultdict(list)
    rows = Attachment.objects.present().filter(message_id__in=message_ids).select_related("content")
    for shown in shown_of(rows.order_by("pk")):
        found[shown.row.message_id].append(shown)
    return found


def uploads_waiting(*, by: Agent, case: Case | None = None, submission: UUID | None = None) -> list[Shown]:
    """One's own files that wait in a form: of a note on the case, or of a case not opened yet."""
    rows = Upload.objects.select_related("content").filter(agent=by, case=case, submission=submission)
    return shown_of(rows.order_by("pk"))


def shown_of(rows: Iterable[Any], case: Case | None = None, folios: Mapping[int, int] | None = None) -> list[Shown]:
    """`case`: the one whose page shows them; `folios`: of all whose files these are, by key."""
    people = directory.agents()

    def name(agent_id: int | None) -> str:
        return people[agent_id].name if agent_id is not None and agent_id in people else "Atenda"

    def other(row: Any) -> int:
        return (folios or {}).get(row.case_id, 0) if case is not None and row.case_id != case.pk else 0

    return [
        Shown(row, name(getattr(row, "added_by_id", None)), name(getattr(row, "reviewed_by_id", None)), other(row))
        for row in rows
    ]


def _newest(rows: Any) -> Any:
    return rows.select_related("content").order_by("-pk")
