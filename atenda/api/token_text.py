"""How a token is written: `atenda_`, the organization, 256 random bits, and a sum by which a typing error or a leaked
token is recognized without asking anybody.

    atenda_1z_8cY…(43)…Kq01Bf9z (6)

The organization stands in it because the API's addresses name none, and every statement must.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SECRET, SUM = 43, 6  # letters; 62 to the 43rd is more than 2 to the 256th
WRITTEN = re.compile(rf"atenda_([0-9a-z]{{1,12}})_([0-9A-Za-z]{{{SECRET}}})([0-9A-Za-z]{{{SUM}}})")


def new_token(organization_id: int) -> str:
    """A token nobody knows yet."""
    beginning = f"atenda_{_in_36(organization_id)}_{_in_62(secrets.randbits(256), SECRET)}"
    return beginning + _sum(beginning)


def read_token(text: str) -> tuple[int, bytes] | None:
    """The organization and the digest of what is written as a token is; None for anything else."""
    written = WRITTEN.fullmatch(text)
    if written is None or _sum(text[:-SUM]) != written[3]:
        return None
    return int(written[1], 36), digest_of(text)


def digest_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def hint_of(text: str) -> str:
    """Its beginning and its end.

    >>> hint_of("atenda_1_" + "a" * 49)
    'atenda_1_aaaa…aaaa'
    """
    beginning = text.index("_", len("atenda_")) + 5
    return f"{text[:beginning]}…{text[-4:]}"


def _sum(text: str) -> str:
    return _in_62(zlib.crc32(text.encode()), SUM)


def _in_62(number: int, length: int) -> str:
    letters = []
    for _place in range(length):
        number, digit = divmod(number, 62)
        letters.append(DIGITS[digit])
    return "".join(reversed(letters))


def _in_36(number: int) -> str:
    letters = ""
    while number or not letters:
        number, digit = divmod(number, 36)
        letters = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + letters
    return letters
