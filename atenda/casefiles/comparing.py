"""A case file beside the history it came from: what no file can tell of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q

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
        chain, case, seq = (int(last[name]) for name in ("organization", "case", "seq"))
        hashed = str(last["hash"])
    except (*NO_CASE_FILE, IndexError) as fault:
        raise Unreadable(str(fault)) from None
    chained = Q(chained_as=chain) | Q(pk=chain, chained_as=None)  # one read back from an archive keeps its number
    found = [_compared(one, case, seq, hashed) for one in Organization.objects.filter(chained)]
    if not found:
        return Finding(False, "This installation does not know its organization.")
    return next((finding for finding in found if finding.is_ours), found[0])


def _compared(organization: Organization, case: int, seq: int, hashed: str) -> Finding:
    with inside(organization):
        here = Event.objects.filter(case_id=case, seq=seq).values_list("hash", flat=True).first()
        newer = Event.objects.filter(case_id=case, seq__gt=seq).count()
    if here is None:
        return Finding(False, f"The history here has no event {seq} of this case.")
    if bytes(here).hex() != hashed:
        return Finding(False, f"Event {seq} of this case is another one here: one of the two was made anew.")
    return Finding(True, f"Its last event is on record at {organization.slug}; the case has had {newer} more since.")
