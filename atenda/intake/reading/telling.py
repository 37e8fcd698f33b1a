"""A read mail as one line of JSON and back: how it travels from the child that read it.

What comes from a child is believed no more than the mail it read: types and names of files are looked at (4.4)."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from atenda.intake.reading.shape import Address, Automatic, Bounce, Label, Part, Proof, ReadMail

STORED = re.compile(r"[0-9]{1,6}", re.ASCII)


def to_json(mail: ReadMail) -> str:
    return json.dumps(asdict(mail), default=lambda moment: moment.isoformat())


def from_json(said: Any) -> ReadMail:
    """Raises ValueError, KeyError or TypeError for what is not a mail told by `to_json`."""
    return ReadMail(
        message_id=_text(said["message_id"]),
        in_reply_to=_texts(said["in_reply_to"]),
        references=_texts(said["references"]),
        sender=_address(said["sender"]),
        reply_to=_addresses(said["reply_to"]),
        to=_addresses(said["to"]),
        cc=_addresses(said["cc"]),
        recipients=int(said["recipients"]),
        delivered_to=_texts(said["delivered_to"]),
        subject=_text(said["subject"]),
        sent_at=datetime.fromisoformat(said["sent_at"]) if said["sent_at"] else None,
        text=_text(said["text"]),
        new_text=_text(said["new_text"]),
        quoted=_text(said["quoted"]),
        html=_text(said["html"]),
        has_remote_images=bool(said["has_remote_images"]),
        language=_text(said["language"]),
        parts=tuple(map(_part, said["parts"])),
        automatic=Automatic(said["automatic"]),
        bounces=tuple(Bounce(**{key: _text(one[key]) for key in Bounce.__slots__}) for one in said["bounces"]),
        proof=Proof(said["proof"]),
        forwarded=_address(said["forwarded"]),
        problems=_texts(said["problems"]),
        is_spam=bool(said["is_spam"]),
    )


def _part(said: Any) -> Part:
    if not STORED.fullmatch(_text(said["stored"])):
        raise ValueError("a child names a file that is none of ours")
    return Part(
        name=_text(said["name"]),
        kind=_text(said["kind"]),
        size=int(said["size"]),
        stored=said["stored"],
        content_id=_text(said["content_id"]),
        is_inline=bool(said["is_inline"]),
        is_decoration=bool(said["is_decoration"]),
        label=Label(said["label"]),
    )


def _address(said: Any) -> Address | None:
    return Address(_text(said["name"]), _text(said["address"])) if said else None


def _addresses(said: Any) -> tuple[Address, ...]:
    return tuple(Address(_text(one["name"]), _text(one["address"])) for one in said)


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(map(_text, said))


def _text(said: Any) -> str:
    """No NUL and no half of a sign: neither can be kept in the database."""
    if not isinstance(said, str):
        raise TypeError("a text was expected")
    return said.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
