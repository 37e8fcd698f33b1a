"""What `atenda doctor` asks of files: whether what is on record is on the disk, as large as it was (I13)."""

from __future__ import annotations

from collections.abc import Iterator

from atenda.files import storage
from atenda.files.counting import differences
from atenda.files.models import Attachment, Content, Scan

EXAMPLES = 5


def missing() -> Iterator[str]:
    """One sentence for all that is missing, one for what is cut short, in the organization entered."""
    absent: list[Content] = []
    altered: list[Content] = []
    for content in Content.objects.order_by("pk").iterator(2000):
        try:
            if storage.path_of(content).stat().st_size != content.size:
                altered.append(content)
        except FileNotFoundError:
            absent.append(content)
    if absent:
        yield f"{len(absent)} files are on record but not on the disk ({_named(absent)}): restore the folder «files»."
    if altered:
        yield f"{len(altered)} files are not as large as they were ({_named(altered)}): restore the folder «files»."


def waiting() -> Iterator[str]:
    """Files nobody can open because no scanner has answered."""
    count = Content.objects.filter(scan=Scan.WAITING).count()
    if count:
        yield f"{count} files wait for the virus scanner: see that ATENDA_CLAMAV leads to clamd."


def miscounted() -> Iterator[str]:
    yield from differences()


def _named(contents: list[Content]) -> str:
    """By the names people gave them; by their digest where nobody has them any more."""
    shown = contents[:EXAMPLES]
    names = dict(
        Attachment.objects.filter(content__in=[content.pk for content in shown]).values_list("content_id", "name")
    )
    words = ", ".join(names.get(content.pk, bytes(content.digest).hex()[:12]) for content in shown)
    return f"{words}…" if len(contents) > EXAMPLES else words
