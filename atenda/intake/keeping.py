"""The bytes of mails on the disk: compressed, under the digest of what they were, never written again (2.10).

files/<organization>/mail/ab/ab12….eml.gz
"""

from __future__ import annotations

import gzip
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from atenda.files import storage

LEVEL = 3  # a mail of 60 KB in half a millisecond
AT_ONCE = 8  # files being written


def path_of(organization_id: int | None, digest: bytes | memoryview) -> Path:
    name = bytes(digest).hex()
    return storage.root() / str(organization_id) / "mail" / name[:2] / f"{name}.eml.gz"


def keep(organization_id: int, raw: bytes) -> bytes:
    """Put them on the disk itself; the SHA-256 of the bytes. Raises OSError where there is no room."""
    digest = hashlib.sha256(raw).digest()
    target = path_of(organization_id, digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arriving = target.with_name(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(gzip.compress(raw, LEVEL, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        arriving.replace(target)
    except OSError:
        arriving.unlink(missing_ok=True)
        raise
    storage.sync_folder(target.parent)
    return digest


def keep_all(organization_id: int, raws: Sequence[bytes]) -> list[bytes]:
    """As `keep`, of each: the disk takes its time over one and can do several at once."""
    if len(raws) < 2:
        return [keep(organization_id, raw) for raw in raws]
    with ThreadPoolExecutor(AT_ONCE) as hands:
        return list(hands.map(partial(keep, organization_id), raws))


def chunks(organization_id: int | None, digest: bytes | memoryview) -> Iterator[bytes]:
    """What was kept, as it came. Raises FileNotFoundError."""
    with gzip.open(path_of(organization_id, digest)) as file:
        while chunk := file.read(65_536):
            yield chunk
