"""Where we go, and where we do not, however the address is written (3.60)."""

from __future__ import annotations

import ast
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from atenda.server import outbound
from atenda.server.outbound_http import BadUrl, Target, target_of

PACKAGE = Path(outbound.__file__).parents[1]

CLOSED = [
    "127.0.0.1",
    "127.255.1.2",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # metadata of clouds
    "100.64.0.1",  # networks of providers, 100.100.100.200 among them
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo of 192.0.2.45
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
]
OPEN = ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]


@pytest.mark.parametrize("address", CLOSED)
def test_no_way_into_the_inner_network(address) -> None:
    assert not outbound.may_be_called(address, [])


@pytest.mark.parametrize("address", OPEN)
def test_the_open_network_is_open(address) -> None:
    assert outbound.may_be_called(address, [])


def test_what_is_opened_for_mail_is_not_opened_for_webhooks(settings) -> None:
    settings.OUTBOUND_PRIVATE, settings.WEBHOOKS_PRIVATE = ["10.0.0.0/8"], ["192.168.7.0/24"]
    assert outbound.may_be_called("10.0.0.1")
    assert not outbound.may_be_called("10.0.0.1", settings.WEBHOOKS_PRIVATE)
    assert outbound.may_be_called("::ffff:192.168.7.9", settings.WEBHOOKS_PRIVATE)
    assert not outbound.may_be_called("192.168.8.9", settings.WEBHOOKS_PRIVATE)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://desk.example/",
        "file:///etc/passwd",
        "gopher://desk.example/",
        "//desk.example/",
        "https:///x",
        "https://",
        "https://me:secret@desk.example/",
        "https://desk.example@127.0.0.1/",
        "https://desk.example#@127.0.0.1/",
        "https://desk.example\\@127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.1/",
        "https://1.2.3.4.5/",
        "https://desk.example:22/",
        "https://desk.example:25/",
        "https://desk.example:0/",
        "https://desk.example:99999/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://desk example/",
        "https://desk.example/a\r\nHost: other",
        "https://desk..example/",
        "https://-desk.example/",
        "https://de\u200bsk.example\u202e/",
        "https://desk.example/" + "x" * 1000,
    ],
)
def test_what_two_programs_could_read_in_two_ways_is_no_address(url) -> None:
    with pytest.raises(BadUrl):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://desk.example", Target("https", "desk.example", 443, "/")),
        ("HTTPS://Desk.Example.:8443/in?x=1&y=ñ", Target("https", "desk.example", 8443, "/in?x=1&y=%C3%B1")),
        ("https://señal.example/ñ/%20", Target("https", "xn--seal-hqa.example", 443, "/%C3%B1/%20")),
        ("http://[::1]:8000/", Target("http", "::1", 8000, "/")),
        ("https://１２７.0.0.1/", Target("https", "127.0.0.1", 443, "/")),  # judged as what it is
    ],
)
def test_an_address_is_read_in_one_way(url, target) -> None:
    assert target_of(url) == target


def test_a_name_is_asked_once_and_what_was_judged_is_called(monkeypatch) -> None:
    """A name server that says something harmless first and the inner network after it gains nothing."""
    with listening() as (port, heard):
        answers = iter([["127.0.0.1"], ["127.0.0.2"]])
        asked = scripted(monkeypatch, lambda: next(answers))
        with outbound.connect("rebinding.example", port, timeout=2, opened=["127.0.0.1/32"], is_free=True) as line:
            assert line.getpeername() == ("127.0.0.1", port)
        assert asked == ["rebinding.example"]
        with pytest.raises(outbound.Forbidden):  # the second answer is judged for itself
            outbound.connect("rebinding.example", port, timeout=2, opened=["127.0.0.1/32"], is_free=True)
        assert len(asked) == 2
    assert heard == [1]


def test_one_bad_address_among_several_and_none_is_called(monkeypatch) -> None:
    with listening() as (port, heard):
        scripted(monkeypatch, lambda: ["127.0.0.1", "10.0.0.1"])
        with pytest.raises(outbound.Forbidden):
            outbound.connect("two.example", port, timeout=2, opened=["127.0.0.0/8"], is_free=True)
    assert heard == []


def test_this_machine_is_not_called_by_an_address_of_its_own(monkeypatch) -> None:
    """A public one is judged as public, and yet leads to what listens here behind the wall."""
    monkeypatch.setattr(outbound, "_is_open", lambda address: True)
    with listening() as (port, _heard):
        with pytest.raises(outbound.Forbidden):
            outbound.connect("127.0.0.1", port, timeout=2, opened=[], is_free=True)
        with outbound.connect("127.0.0.1", port, timeout=2, opened=["127.0.0.0/8"], is_free=True) as line:
            assert line.getpeername() == ("127.0.0.1", port)


def test_who_waits_for_a_name_gives_up(monkeypatch) -> None:
    def never() -> list[str]:
        threading.Event().wait(3)
        return []

    scripted(monkeypatch, never)
    with pytest.raises(outbound.Unknown):
        outbound.connect("slow.example", 443, timeout=0.2, opened=[], is_free=True)


# Who may open a line by itself, and why.
LINES = {
    "server/outbound.py": "the one way out",
    "server/outbound_http.py": "speaks over it, and reads answers",
    "notices/smtp.py": "speaks over it",
    "notices/providers.py": "has the programs of providers speak over it",
    "server/ports.py": "asks whether a port of this machine is free",
    "server/processes.py": "asks our own web server whether it is ready",
    "mailboxes/imap/client.py": "speaks over it",
    "mailboxes/imap/conversing.py": "knows the refusals of what speaks over it",
    "mailboxes/imap/troubles.py": "knows the refusals of what speaks over it",
    "files/scanning.py": "the operator's virus scanner, named in the environment",
}
WAYS = {"socket", "http.client", "urllib.request", "smtplib", "ftplib", "imaplib", "poplib", "telnetlib"}
WAYS |= {"requests", "httpx", "httpcore", "urllib3", "aiohttp"}


def test_nothing_else_opens_a_line() -> None:
    product = [path for path in PACKAGE.rglob("*.py") if not {"tests", "testing", "migrations"} & set(path.parts)]
    sources = {str(path.relative_to(PACKAGE)): path.read_text() for path in product}
    found = {name for name, source in sources.items() if _imports(source) & WAYS or "open_connection(" in source}
    assert sorted(found - set(LINES)) == []


def _imports(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def scripted(monkeypatch, answer) -> list[str]:
    """A name server that answers as it is told; the names it was asked."""
    asked: list[str] = []
    plain = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if not str(host).endswith(".example"):
            return plain(host, port, *args, **kwargs)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer()]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", getaddrinfo)
    return asked


@contextmanager
def listening() -> Iterator[tuple[int, list[int]]]:
    """A port of this machine, and how many lines were opened to it."""
    heard: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                heard.append(1)
                line.close()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], heard
