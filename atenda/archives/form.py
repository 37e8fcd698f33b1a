"""The form of an archive: names of members, the version, and what is refused."""

from __future__ import annotations

import re
from typing import Any

FORMAT, VERSION = "atenda-archive", 4
MANIFEST, ORGANIZATION, README = "manifest.json", "organization.json", "README.txt"
MEMBER = re.compile(
    r"manifest\.json|organization\.json|README\.txt|tables/[a-z]{1,30}\.[a-z]{1,30}\.jsonl|"
    r"files/([0-9a-f]{2})/\1[0-9a-f]{62}|mails/([0-9a-f]{2})/\2[0-9a-f]{62}\.eml\.gz"
)
CHUNK = 1 << 20
LONGEST_LINE = 64 << 20
LARGEST_MANIFEST = 32 << 20
MOST_MEMBERS = 10_000_000
MOST_TIMES = 200  # larger than it was packed: no row and no text is packed so well
LARGEST_NUMBER = 2**53  # of a row: as JSON can carry it anywhere, and far from where sequences end
ABOUT = """This is an archive of one organization of Atenda, the customer-service desk.

manifest.json        what is in here, how many rows, and the SHA-256 of each member
organization.json    the organization itself
tables/*.jsonl       one JSON object a line, one file a table
files/ab/ab12...     attached files, each under its own SHA-256
mails/ab/ab12...     mails as they came in, packed by gzip, each under the SHA-256 of what it was

`atenda archive verify FILE` checks it, `atenda archive read FILE --slug NAME` reads it back.
No password, token or key of anybody is in it.
"""


class Refused(Exception):
    """An archive that is not read; the message says why, in one sentence."""


def is_number(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST_NUMBER
