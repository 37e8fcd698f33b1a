"""Let go of mails: those of a case that is erased, and in time those of which nothing became."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from atenda.cases.models import Case
from atenda.files import storage
from atenda.intake.models import End, RawMail
from atenda.organizations.entering import current_organization

KEPT = timedelta(days=90)  # of which nothing became
UNTOUCHED = timedelta(days=1)  # bytes without a row may be of a mail that is just coming in
BATCH = 1_000
ENDING = ".eml.gz"


def forget_case(case: Case) -> None:
    """The mails filed in it go, rows at once and bytes with the next sweep; what was only proposed for it stays."""
    RawMail.objects.filter(proposed=case).update(proposed=None)
    RawMail.objects.filter(case=case).delete()


def forget_dropped(now: datetime) -> int:
    """Those dropped long ago; how many there were."""
    return int(RawMail.objects.filter(end=End.DROPPED, ended_at__lt=now - KEPT).delete()[0])


def sweep(now: datetime) -> int:
    """Take the bytes off the disk that no mail of the organization entered has, also those that a killed process was
    writing; how many there were."""
    swept, some = 0, list[Path]()
    for path in (storage.root() / str(current_organization().pk) / "mail").glob("??/*"):
        if path.stat().st_mtime >= (now - UNTOUCHED).timestamp():
            continue
        if path.name.endswith(ENDING):
            some.append(path)
        else:
            path.unlink(missing_ok=True)
            swept += 1
        if len(some) == BATCH:
            swept, some = swept + _swept(some), []
    return swept + _swept(some)


def _swept(paths: list[Path]) -> int:
    digests = {path.name.removesuffix(ENDING): path for path in paths}
    rows = RawMail.objects.filter(digest__in=[bytes.fromhex(name) for name in digests])
    there = {bytes(digest).hex() for digest in rows.values_list("digest", flat=True)}
    gone = [path for name, path in digests.items() if name not in there]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
