"""A case file beside the history it came from: what no file can tell of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atenda.casefiles.verify import CASE, NO_CASE_FILE, Source, Unreadable
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@dataclass(frozen=True)
class Finding:
    is_ours: bool
    says: str


def compare(path: Path) -> Finding:
    """Whether the last event of the file is on record here. Raises Unreadable."""
    try:
        last = Source(path).json(CASE)["events"][-1]
        organization, case, seq, hashed = (last[name] for name in ("organization", "case", "seq", "hash"))
        found = Organization.objects.filter(pk=int(organization)).first()
    except (*NO_CASE_FILE, IndexError) as fault:
        raise Unreadable(str(fault)) from None
    if found is None:
        return Finding(False, "This installation does not know its organization.")
    with inside(found):
        here = Event.objects.filter(case_id=int(case), seq=int(seq)).values_list("hash", flat=True).first()
        newer = Event.objects.filter(case_id=int(case), seq__gt=int(seq)).count()
    if here is None:
        return Finding(False, f"The history here has no event {seq} of this case.")
    if bytes(here).hex() != hashed:
        return Finding(False, f"Event {seq} of this case is another one here: one of the two was made anew.")
    return Finding(True, f"Its last event is on record here; the case has had {newer} more since.")
