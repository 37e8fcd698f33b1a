"""What a backup says of itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from atenda.server.backups.folder import MANIFEST
from atenda.server.faults import ServerFault

FORMAT = 1


@dataclass
class Manifest:
    """Everything needed to judge a backup before anything of it is touched."""

    atenda: str
    taken_at: str  # the moment all of it is true of
    server: int  # major versions of PostgreSQL and of its pg_dump
    written_by: int
    migrations: list[list[str]]  # package, name, when it was applied
    organizations: list[str]
    tables: dict[str, int]  # rows of each
    key: str  # tells whether a secret key is the one of this desk, and nothing else about it
    sums: str = ""  # the digest of SHA256SUMS
    database_files: int = 0
    database_bytes: int = 0
    files: int = 0
    files_bytes: int = 0
    missing: list[str] = field(default_factory=list)  # files on record that were not on the disk
    damaged: list[str] = field(default_factory=list)  # and those that were not as they had been
    ended_at: str = ""
    seal: str = ""  # over all of it, by the secret key: nobody else can have written or altered it
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    @property
    def bytes(self) -> int:
        return self.database_bytes + self.files_bytes

    def is_sealed_by(self, secret_key: str) -> bool:
        return hmac.compare_digest(self.seal, self._seal(secret_key))

    def _seal(self, secret_key: str) -> str:
        said = {name: value for name, value in asdict(self).items() if name != "seal"}
        return hmac.new(secret_key.encode(), b"atenda.server.backups:" + _plain(said), hashlib.sha256).hexdigest()

    def write(self, backup: Path, secret_key: str) -> None:
        self.seal = self._seal(secret_key)
        said = asdict(self)
        with (backup / MANIFEST).open("x", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            json.dump({**said, "sha256": _digest(said)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())


def read(backup: Path) -> Manifest:
    """What it says. Raises ServerFault where that cannot be believed."""
    try:
        said = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ServerFault(f"{backup} is not a backup: there is no {MANIFEST} in it.") from None
    except (OSError, ValueError) as error:
        raise ServerFault(f"{backup / MANIFEST} cannot be read: {error}.") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ServerFault(f"{backup} is of a form that this release does not know.")
    digest = said.pop("sha256", None)
    if digest != _digest(said) or set(said) != {each.name for each in fields(Manifest)}:
        raise ServerFault(f"{backup / MANIFEST} was altered or cut short.")
    return Manifest(**said)


def mark_of(secret_key: str) -> str:
    """By which a key is known again; the key cannot be had from it."""
    return hmac.new(secret_key.encode(), b"atenda.server.backups", hashlib.sha256).hexdigest()[:16]


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(_plain(said)).hexdigest()


def _plain(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
