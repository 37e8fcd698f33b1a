"""In which encoding a text file is written: by its mark, by what it may be at all, at last by what is likely.

UTF-8 proves itself: a text of another encoding with accents in it is hardly ever right UTF-8. What Windows and Excel
write in Spanish and Galician otherwise is cp1252; only what does not fit it is guessed by the letters.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

SAMPLE = 256_000  # bytes that are looked at where it has to be guessed
BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OFFERED = ("utf-8", "cp1252", "iso8859-15", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-16-be")
_NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_LETTERS = set("áéíóúüñçÁÉÍÓÚÜÑÇàèìòùâêôïªº¿¡€«»“”‘’–—… ·°©®´")


def encoding_of(path: Path) -> str:
    """The name of the codec by which the file is read."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if wide := _without_mark(head):
        return wide
    return "utf-8" if _is_utf8(path) else _likely(_with_accents(path) or head)


def is_wide(head: bytes) -> bool:
    """Whether a character takes two bytes or four."""
    return head.startswith(tuple(mark for mark, name in MARKS if name != "utf-8-sig")) or bool(_without_mark(head))


def _without_mark(head: bytes) -> str:
    """UTF-16 without its mark: in a text of ours every other byte is nothing."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 4:
        return ""
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _with_accents(path: Path) -> bytes:
    """The lines that have letters beyond ASCII, up to a sample: the first thousand rows may have none."""
    found, size = [], 0
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(BLOCK), b""):
            if not line.isascii():
                found.append(line)
                size += len(line)
                if size > SAMPLE:
                    break
    return b"".join(found)


def _likely(sample: bytes) -> str:
    """Between the encodings of one byte: that which makes words of ours."""
    if not any(sign in sample for sign in _NOT_IN_CP1252) and _share(sample.decode("cp1252")) > 0.8:
        return "cp1252"
    for name in ("cp850", "mac_roman", "iso8859-15"):
        if _share(sample.decode(name)) > 0.9:
            return name
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _share(text: str) -> float:
    """How many of the letters beyond ASCII are letters and signs that Spanish, Galician or Portuguese writes."""
    beyond = [sign for sign in text if not sign.isascii()]
    return sum(sign in _LETTERS for sign in beyond) / len(beyond) if beyond else 1.0
