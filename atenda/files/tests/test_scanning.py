"""The virus scanner, spoken to over real sockets: a small server of ours that answers as clamd does."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from atenda.cases.models import Case
from atenda.files import looking
from atenda.files.examining import waiting
from atenda.files.models import Content, Preview, Scan
from atenda.files.scanning import ScannerAway, threat_in
from atenda.server.environment import environment
from atenda.server.faults import Misconfigured
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """INSTREAM: `zINSTREAM\\0`, pieces each after its length, a length of zero; the answer ends in NUL."""

    def __init__(self, listener: socket.socket, says: bytes | None = None) -> None:
        self.listener, self.says, self.heard = listener, says, [b""]
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                heard = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    heard += stream.read(length)
                self.heard.append(heard)
                found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in heard else b"stream: OK\0"
                connection.sendall(self.says if self.says is not None else found)


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path, settings: object) -> Iterator[Clamd]:
    if request.param == "unix":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "clamd.sock"))
        settings.CLAMAV = str(tmp_path / "clamd.sock")  # type: ignore[attr-defined]
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        settings.CLAMAV = f"127.0.0.1:{listener.getsockname()[1]}"  # type: ignore[attr-defined]
    listener.listen()
    yield Clamd(listener)
    listener.close()


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def test_a_clean_file_waits_until_it_was_checked(acme: Cast, case: Case, clamd: Clamd) -> None:
    body = b"limpo " * 50_000
    file = make.file(case, body, "nota.txt")
    visit = Visit().as_(acme.agent)
    address = acme.url(f"cases/1/files/{file.pk}/content/")
    assert visit.get(address).status_code == 404
    assert "file-row__name" in visit.get(acme.url("cases/1/")).content.decode()
    assert visit.get(acme.url("cases/1/files.zip")).status_code == 404
    assert list(waiting()) != []
    looking.look(file.content_id)
    assert Content.objects.get().scan == Scan.CLEAN
    assert clamd.heard[-1] == body
    assert visit.get(address).status_code == 200
    assert list(waiting()) == []


def test_a_virus_is_held_back_and_named(acme: Cast, case: Case, clamd: Clamd) -> None:
    """EICAR, which every scanner takes for one (ASVS 5.4.3)."""
    file = make.file(case, b"\x89PNG\r\n\x1a\n" + EICAR, "foto.png")
    looking.look(file.content_id)
    content = Content.objects.get()
    assert (content.scan, content.threat) == (Scan.INFECTED, "Win.Test.EICAR_HDB-1")
    assert content.preview == Preview.WAITING
    visit = Visit().as_(acme.admin)
    assert visit.get(acme.url(f"cases/1/files/{file.pk}/content/")).status_code == 404
    assert visit.get(acme.url(f"cases/1/files/{file.pk}/preview/0/")).status_code == 404
    assert "Win.Test.EICAR_HDB-1" in visit.get(acme.url(f"cases/1/files/{file.pk}/")).content.decode()


def test_without_an_answer_the_file_goes_on_waiting(acme: Cast, case: Case, settings: object, tmp_path: Path) -> None:
    settings.CLAMAV = str(tmp_path / "nobody.sock")  # type: ignore[attr-defined]
    file = make.file(case)
    with pytest.raises(ScannerAway):
        looking.look(file.content_id)
    assert Content.objects.get().scan == Scan.WAITING


@pytest.mark.parametrize("said", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"x" * 10_000])
def test_any_other_answer_is_none(tmp_path: Path, said: bytes) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    Clamd(listener, said)
    file = tmp_path / "x"
    file.write_bytes(b"x")
    with pytest.raises(ScannerAway):
        threat_in(file, scanner=f"127.0.0.1:{listener.getsockname()[1]}")
    listener.close()


def test_without_a_scanner_nothing_waits(acme: Cast, case: Case) -> None:
    assert make.file(case).content.scan == Scan.UNASKED


@pytest.mark.parametrize("given", ["clamd", "host:", "http://host:3310", "host:port"])
def test_an_address_that_is_none_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(Misconfigured):
        environment({"ATENDA_CLAMAV": given})
