"""Verify a case file of Atenda without network: python3 verify.py [case file, zip or folder]

It needs Python 3.8 or later and nothing else. Without a name it looks at the folder it stands in.

1. Every file is the one that was packed: its SHA-256 is the one in manifest.json, and nothing was added.
2. The history of the case is whole: each event is followed by the next number, carries the hash of the one before, and
   its own hash is that of what it says. Of what was left out (internal notes) or erased the digest remains.

What no file can tell of itself: whether the last events were cut off, and whether everything was made anew. Compare the
last hash with one you had before: on paper, in a mail, or in the desk it came from (`atenda verify --here`).

Ends with 0 when all is right, 1 when something is wrong, 2 when it cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

MANIFEST, CASE = "manifest.json", "case.json"
FORMAT = "atenda-case-file/1"
BLOCK = 1 << 20
NOTHING = {"before": None, "after": None}
BROKEN = (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
NO_CASE_FILE = (*BROKEN, ValueError, KeyError, TypeError, AttributeError)
WORDS = {
    "unreadable": {
        "es": "No se puede leer como expediente: {}",
        "gl": "Non se pode ler como expediente: {}",
        "en": "It cannot be read as a case file: {}",
    },
    "missing": {
        "es": "MAL  {}: falta.",
        "gl": "MAL  {}: falta.",
        "en": "WRONG  {}: is missing.",
    },
    "altered": {
        "es": "MAL  {}: se ha alterado, su SHA-256 no es el del manifiesto.",
        "gl": "MAL  {}: alterouse, o seu SHA-256 non é o do manifesto.",
        "en": "WRONG  {}: was altered, its SHA-256 is not that of the manifest.",
    },
    "added": {
        "es": "MAL  {}: se ha añadido, no está en el manifiesto.",
        "gl": "MAL  {}: engadiuse, non está no manifesto.",
        "en": "WRONG  {}: was added, the manifest does not know it.",
    },
    "number": {
        "es": "MAL  suceso {}: falta uno antes, o no va en su sitio.",
        "gl": "MAL  suceso {}: falta un antes, ou non vai no seu sitio.",
        "en": "WRONG  event {}: one is missing before it, or it is out of place.",
    },
    "previous": {
        "es": "MAL  suceso {}: no sigue al anterior.",
        "gl": "MAL  suceso {}: non segue ao anterior.",
        "en": "WRONG  event {}: does not follow the one before it.",
    },
    "words": {
        "es": "MAL  suceso {}: se ha cambiado quién, qué o cuándo.",
        "gl": "MAL  suceso {}: cambiouse quen, que ou cando.",
        "en": "WRONG  event {}: who, what or when was changed.",
    },
    "payload": {
        "es": "MAL  suceso {}: se ha cambiado lo que dice.",
        "gl": "MAL  suceso {}: cambiouse o que di.",
        "en": "WRONG  event {}: what it says was changed.",
    },
    "head": {
        "es": "MAL  el último hash no es el que dice el expediente.",
        "gl": "MAL  o último hash non é o que di o expediente.",
        "en": "WRONG  the last hash is not the one the case file states.",
    },
    "files": {
        "es": "bien  {} archivos, todos como se guardaron.",
        "gl": "ben  {} ficheiros, todos como se gardaron.",
        "en": "right  {} files, all as they were packed.",
    },
    "chain": {
        "es": "bien  {} sucesos, la cadena está entera.",
        "gl": "ben  {} sucesos, a cadea está enteira.",
        "en": "right  {} events, the chain is whole.",
    },
    "withheld": {
        "es": "De {} sucesos no se incluye lo que dicen (notas internas o datos borrados); su huella sí cuadra.",
        "gl": "De {} sucesos non se inclúe o que din (notas internas ou datos borrados); a súa pegada si cadra.",
        "en": "What {} events say is not included (internal notes or erased data); their digests fit the chain.",
    },
    "last": {
        "es": "Último hash: {}",
        "gl": "Último hash: {}",
        "en": "Last hash: {}",
    },
    "limit": {
        "es": "Compare el último hash con uno anterior o en papel: así se ve si falta el final o si se rehízo todo.",
        "gl": "Compare o último hash cun anterior ou en papel: así vese se falta o final ou se se refixo todo.",
        "en": "Compare the last hash with an earlier or printed one: that shows a cut at the end or a remade file.",
    },
    "right": {
        "es": "EXPEDIENTE CORRECTO",
        "gl": "EXPEDIENTE CORRECTO",
        "en": "THE CASE FILE IS RIGHT",
    },
    "wrong": {
        "es": "EXPEDIENTE ALTERADO O INCOMPLETO",
        "gl": "EXPEDIENTE ALTERADO OU INCOMPLETO",
        "en": "THE CASE FILE IS ALTERED OR INCOMPLETE",
    },
}


class Unreadable(Exception):
    """It is no case file at all."""


class Source:
    """A zip or a folder: the names in it, and what each holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = None if path.is_dir() else zipfile.ZipFile(path)

    def names(self) -> list[str]:
        """A name that stands there twice comes twice."""
        if self.archive is not None:
            return [entry.filename for entry in self.archive.infolist() if not entry.is_dir()]
        return [each.relative_to(self.path).as_posix() for each in self.path.rglob("*") if each.is_file()]

    def opened(self, name: str) -> BinaryIO:
        return self.archive.open(name) if self.archive is not None else (self.path / name).open("rb")  # type: ignore[return-value]

    def json(self, name: str) -> Any:
        with self.opened(name) as file:
            return json.loads(file.read().decode("utf-8"))


def verify(path: Path) -> Iterator[tuple[str, Any]]:
    """What is found, as keys of WORDS with what is filled in. Raises Unreadable."""
    try:
        source = Source(path)
        manifest, case = source.json(MANIFEST), source.json(CASE)
        if case["format"] != FORMAT:
            raise Unreadable(str(case["format"])[:60])
        yield from _files(source, manifest["files"])
        yield from _chain(case, manifest["head"])
    except NO_CASE_FILE as fault:
        raise Unreadable(f"{path.name}: {type(fault).__name__} {fault}"[:200]) from None


def is_wrong(found: str) -> bool:
    return WORDS[found]["en"].startswith("WRONG")


def _files(source: Source, digests: dict[str, str]) -> Iterator[tuple[str, Any]]:
    names = source.names()
    wrong = False
    for name, digest in digests.items():
        if name not in names or not _is_inside(name):
            wrong = True
            yield "missing", name
        elif _digest(source, name) != digest:
            wrong = True
            yield "altered", name
    for name in {name for name in names if names.count(name) > 1 or (name not in digests and name != MANIFEST)}:
        wrong = True
        yield "added", name
    if not wrong:
        yield "files", len(digests)


def _chain(case: dict[str, Any], head: str) -> Iterator[tuple[str, Any]]:
    number, last, withheld, wrong = 0, "00" * 32, 0, False
    for event in case["events"]:
        number += 1
        for what in _breaks(event, number, last):
            wrong = True
            yield what, event["seq"]
        number, last = event["seq"], event["hash"]
        withheld += "withheld" in event
    if last != head or last != case["chain"]["head"] or number != case["chain"]["events"]:
        wrong = True
        yield "head", None
    if not wrong:
        yield "chain", number
    if withheld:
        yield "withheld", withheld
    yield "last", last


def _breaks(event: dict[str, Any], number: int, last: str) -> Iterator[str]:
    if event["seq"] != number:
        yield "number"
    elif event["previous_hash"] != last:
        yield "previous"
    words = {
        "organization": event["organization"],
        "kind": event["kind"],
        "actor": event["actor"],
        "case": event["case"],
        "subject": event["subject"],
        "seq": event["seq"],
        "at": event["at"],
        "cause": event["cause"],
        "payload": event["payload_digest"],
        "previous": event["previous_hash"],
    }
    if _sha256(words) != event["hash"]:
        yield "words"
    said = {"before": event.get("before"), "after": event.get("after")}
    is_proved = said == NOTHING if "withheld" in event else _sha256(said) == event["payload_digest"]
    if not is_proved:
        yield "payload"


def _sha256(value: Any) -> str:
    """Of the canonical JSON: keys in order, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(source: Source, name: str) -> str:
    """Nothing for what cannot be read to its end."""
    digest = hashlib.sha256()
    try:
        with source.opened(name) as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                digest.update(block)
    except BROKEN:
        return ""
    return digest.hexdigest()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _language() -> str:
    for name in ("ATENDA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(name, "")[:2]
        if language in ("es", "gl", "en"):
            return language
    return "es"


def say(found: str, what: Any, language: str) -> str:
    return WORDS[found][language].format("".join(sign if sign.isprintable() else "?" for sign in str(what)))


def main(arguments: list[str], language: str = "") -> int:
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    language = language or _language()
    wrong = False
    try:
        for found, what in verify(path):
            wrong = wrong or is_wrong(found)
            print(say(found, what, language))
    except Unreadable as fault:
        print(say("unreadable", fault, language))
        return 2
    print(WORDS["limit"][language])
    print(WORDS["wrong" if wrong else "right"][language])
    return int(wrong)


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:]))
