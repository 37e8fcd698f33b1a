"""Answers that mean us harm: endless, packed, slow, leading elsewhere (3.61)."""

from __future__ import annotations

import gzip
import os
import resource
import socket
import ssl
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from atenda.server import outbound, outbound_http
from atenda.server.outbound_http import MOST, Broken, Line, target_of
from atenda.webhooks.tests.receiver import OK, answering, receiving

NEAR = ["127.0.0.0/8"]


def ask(url: str, timeout: float = 2.0):
    line = Line(target_of(url), opened=NEAR, is_free=True)
    try:
        return line.post(b"{}", {"Content-Type": "application/json"}, timeout=timeout)
    finally:
        line.close()


def test_an_answer_is_read_and_the_line_kept() -> None:
    with receiving() as receiver:
        line = Line(target_of(receiver.url), opened=NEAR, is_free=True)
        assert [line.post(b"{}", {}).status for _ in range(3)] == [200, 200, 200]
        assert (receiver.lines, receiver.taken[0].path) == (1, "/in")
        assert receiver.taken[0].headers["host"] == f"127.0.0.1:{receiver.port}"
        line.close()


def test_a_line_that_was_hung_up_meanwhile_is_opened_anew() -> None:
    with receiving() as receiver:
        receiver.answer = lambda taken: lambda line: line.sendall(OK)  # and hangs up without a word
        line = Line(target_of(receiver.url), opened=NEAR, is_free=True)
        assert [line.post(b"{}", {}).status for _ in range(3)] == [200, 200, 200]
        assert (receiver.lines, len(receiver.taken)) == (3, 3)


def test_of_a_body_of_a_gigabyte_so_much_is_read() -> None:
    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(1000):
            line.sendall(b"x" * 1_000_000)

    with receiving() as receiver:
        receiver.answer = lambda taken: pour
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = ask(receiver.url)
        assert (answer.status, answer.is_whole, len(answer.body) <= MOST) == (200, False, True)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_what_is_packed_stays_packed() -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    with receiving() as receiver:
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
        receiver.answer = lambda taken: head.encode() + bomb
        answer = ask(receiver.url)
        assert answer.body == bomb[: len(answer.body)]
        assert receiver.taken[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 1_000_000,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000_000,
        b"not HTTP at all\r\n\r\n",
        b"",
    ],
    ids=["many headers", "a long header", "endless continues", "no HTTP", "nothing"],
)
def test_headers_without_end_are_no_answer(flood) -> None:
    with receiving() as receiver:
        receiver.answer = lambda taken: lambda line: line.sendall(flood)
        began = time.monotonic()
        with pytest.raises((Broken, ConnectionError, TimeoutError)):
            ask(receiver.url)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\n"], ids=["silence", "headers drip"])
def test_who_answers_drop_by_drop_is_not_waited_for(before) -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(before)
        while True:
            time.sleep(0.1)
            if before:
                line.sendall(b"X: x\r\n"[:1])

    with receiving() as receiver:
        receiver.answer = lambda taken: drip
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            ask(receiver.url, timeout=0.7)
        assert time.monotonic() - began < 1.5


def test_a_body_that_drips_costs_the_time_and_keeps_the_status() -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            line.sendall(b"x")
            time.sleep(0.1)

    with receiving() as receiver:
        receiver.answer = lambda taken: drip
        began = time.monotonic()
        answer = ask(receiver.url, timeout=0.7)
        assert (answer.status, answer.is_whole) == (200, False)
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(status) -> None:
    with receiving() as elsewhere, receiving() as receiver:
        receiver.answer = lambda taken: answering(status, f"Location: {elsewhere.url}")
        assert ask(receiver.url).status == status
        assert (elsewhere.lines, receiver.lines) == (0, 1)


def test_without_tls_only_what_is_near_is_called() -> None:
    with receiving() as receiver:
        line = Line(target_of(receiver.url), opened=["10.0.0.0/8"], is_free=True)
        with pytest.raises(outbound.Forbidden):
            line.post(b"{}", {})
        with pytest.raises(outbound.Forbidden):
            Line(target_of("http://93.184.215.14/"), opened=NEAR, is_free=True).post(b"{}", {})
        assert receiver.lines == 0


def test_certificates_are_compared_with_the_name(tmp_path: Path, monkeypatch) -> None:
    certificate = _certificate(tmp_path, "desk.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate))
    plain = socket.getaddrinfo
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda host, *args, **more: plain("127.0.0.1", *args, **more))
    with receiving(wrap=partial(context.wrap_socket, server_side=True)) as receiver:
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(f"https://desk.example:{receiver.port}/")
        monkeypatch.setattr(outbound_http, "_tls", lambda: trusting)
        assert ask(f"https://desk.example:{receiver.port}/").status == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(f"https://other.example:{receiver.port}/")
        assert len(receiver.taken) == 1


def test_a_server_without_tls_is_no_answer() -> None:
    with receiving() as receiver, pytest.raises((ssl.SSLError, Broken, TimeoutError, ConnectionError)):
        ask(f"https://127.0.0.1:{receiver.port}/", timeout=1)


def _certificate(folder: Path, name: str) -> Path:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-addext", f"subjectAltName=DNS:{name}", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True, env=dict(os.environ),
    )  # fmt: skip
    return folder / "cert.pem"
