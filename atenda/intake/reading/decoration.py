"""Pictures that belong to a signature, or count who reads: no files of the case (B74)."""

from __future__ import annotations

import struct

from atenda.intake.reading.shape import Part

POINT = 3  # pixels: nobody attaches less on purpose
ICON = 64
LOGO_HEIGHT, LOGO_WIDTH, LOGO_BYTES = 170, 650, 60_000


def is_decoration(part: Part, head: bytes, *, is_attached: bool) -> bool:
    """Points always; small pictures and flat ones where the HTML shows them. What was attached is a file."""
    if not part.kind.startswith("image/"):
        return False
    size = size_of(head)
    if size is None:
        return part.is_inline and part.size < 2_000
    width, height = size
    if max(width, height) <= POINT:
        return True
    if not part.is_inline:
        return not is_attached and bool(part.content_id) and max(width, height) <= ICON
    return max(width, height) <= ICON or (height <= LOGO_HEIGHT and width <= LOGO_WIDTH and part.size <= LOGO_BYTES)


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height as its first bytes say, for the kinds that signatures use."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return width, height
    return _of_jpeg(head) if head.startswith(b"\xff\xd8") else None


def _of_jpeg(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
