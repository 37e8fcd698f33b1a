"""Ask a virus scanner: clamd's INSTREAM, over a socket of this machine or over TCP. Off unless ATENDA_CLAMAV is set."""

from __future__ import annotations

import re
import socket
import struct
from pathlib import Path

CHUNK = 65_536
PATIENCE = 60.0  # seconds for connecting, and for each answer


class ScannerAway(Exception):
    """The scanner cannot be asked now: what waits goes on waiting, and the job tries again."""


def threat_in(path: Path, *, scanner: str) -> str:
    """The name of what was found, '' for a clean file. Raises ScannerAway."""
    try:
        with _connected(scanner) as connection, path.open("rb") as file:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer == "stream: OK":
        return ""
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return found[1][:200]
    raise ScannerAway(answer or "it said nothing")


def _connected(scanner: str) -> socket.socket:
    if scanner.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        connection.connect(scanner)
        return connection
    host, _, port = scanner.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _answer(connection: socket.socket) -> str:
    """What it says until it ends the line; never more than a line."""
    said = b""
    while b"\0" not in said and len(said) < 4096:
        part = connection.recv(1024)
        if not part:
            break
        said += part
    return said.split(b"\0")[0].decode(errors="replace").strip()
