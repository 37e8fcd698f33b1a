"""The files of a mail that a person wrote, as parts of it: the same bytes for each reader, however often (B10)."""

from __future__ import annotations

from email.message import EmailMessage
from hashlib import sha256

from atenda.conversations.models import Message
from atenda.files import storage
from atenda.files.kinds import UNKNOWN
from atenda.files.models import Attachment

NO_FILES = frozenset({"multipart", "message"})  # kinds whose parts are written otherwise than as a row of bytes


class NotToBeHad(Exception):
    """A file of the mail is missing on the disk, or is held back: without it the mail is another."""


def enclose(mime: EmailMessage, written: Message) -> None:
    """Put the files of the message beside its words. Raises NotToBeHad.

    Those removed from the case since are sent as well: what a mail says never changes once it was handed over to one.
    """
    rows = Attachment.objects.filter(message=written, is_decoration=False).select_related("content").order_by("pk")
    html = mime.get_body(("html",))
    for row in sorted(rows, key=lambda row: not row.cid):  # pictures first: their parts go with the words
        maintype, subtype = _kind(row)
        if row.cid and html is not None:
            named = {"cid": f"<{row.cid}>", "filename": row.name, "disposition": "inline"}
            html.add_related(_bytes(row), maintype=maintype, subtype=subtype, **named)
        else:
            mime.add_attachment(_bytes(row), maintype=maintype, subtype=subtype, filename=row.name)


def name_boundaries(mime: EmailMessage, message_id: str) -> None:
    """What parts the parts is made from the name of the mail: a repeat has the same bytes (1.22)."""
    for number, part in enumerate(each for each in mime.walk() if each.is_multipart()):
        seed = f"{message_id}{number or ''}"
        part.set_boundary(f"=_{sha256(seed.encode()).hexdigest()[:32]}")


def _kind(row: Attachment) -> tuple[str, str]:
    maintype, _slash, subtype = row.content.kind.partition("/")
    if not subtype or maintype in NO_FILES:
        maintype, _slash, subtype = UNKNOWN.partition("/")
    return maintype, subtype


def _bytes(row: Attachment) -> bytes:
    if row.content.is_withheld:
        raise NotToBeHad(row.name)
    try:
        return storage.path_of(row.content).read_bytes()
    except FileNotFoundError:
        raise NotToBeHad(row.name) from None
