"""Pictures of mails on other machines: however slow those are, nobody else waits (3.24)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from atenda.conversations.showing import remote_pictures
from atenda.conversations.showing.remote_addresses import address_of_remote
from atenda.live import pictures
from atenda.live.announce import announce
from atenda.live.tests.conftest import Desk, Page, wait_until
from atenda.organizations.entering import inside
from atenda.server import holding
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08" + b"\x00" * 40


class Slow(ThreadingHTTPServer):
    """Takes every question at once and answers when it may."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.may_answer = threading.Event()
        self.asked: list[str] = []

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


class Handler(BaseHTTPRequestHandler):
    server: Slow

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path != "/quick.png":
            self.server.may_answer.wait(20)
        self.send_response(200)
        self.send_header("Content-Length", str(len(PNG)))
        self.end_headers()
        self.wfile.write(PNG)

    def log_message(self, *_: object) -> None:
        """Not into the output of the tests."""


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Another machine, on loopback, the way there open."""
    monkeypatch.setattr(remote_pictures, "OPENED", ("127.0.0.0/8",))
    remote_pictures._kept.clear()
    server = Slow()
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    serving.join()
    server.server_close()
    remote_pictures._kept.clear()


def ask(desk: Desk, cast: Cast, url: str, *, waits: bool = True) -> Page:
    token = address_of_remote("", cast.organization.pk, url).partition("=")[2]
    return desk.ask(origin=None, waits=waits, picture=token)


def test_a_picture_opens_by_its_seal_alone_and_is_fetched_once(desk: Desk, acme: Cast, elsewhere: Slow) -> None:
    for _ in range(2):
        page = ask(desk, acme, elsewhere.url("quick.png"))
        assert (page.status, page.body_sent) == (200, PNG)
    assert elsewhere.asked == ["/quick.png"]
    assert page.headers["content-type"] == "image/png"
    assert page.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert desk.ask(origin=None, picture="x" * 60).status == 404


def test_slow_pictures_keep_nobody_waiting(desk: Desk, acme: Cast, other: Cast, elsewhere: Slow) -> None:
    """Sixty of one organization, none of which comes: pages hear as ever, and the other sees its own at once."""
    slow = [ask(desk, acme, elsewhere.url(f"{number}.png"), waits=False) for number in range(pictures.MOST_OF_ONE)]
    assert wait_until(lambda: len(elsewhere.asked) == pictures.OF_ONE)
    page, begun = desk.open(acme.agent), monotonic()
    announce(acme.organization.pk, [1])
    assert page.hears("cases")
    assert ask(desk, other, elsewhere.url("quick.png")).status == 200
    assert desk.ask("/ready").status == 200
    assert monotonic() - begun < 2.5
    assert [one.status for one in slow] == [0] * len(slow)
    assert len(elsewhere.asked) == pictures.OF_ONE + 1
    assert ask(desk, acme, elsewhere.url("one-more.png")).status == 503
    elsewhere.may_answer.set()
    assert wait_until(lambda: all(one.is_over for one in slow), 15)
    assert {(one.status, one.body_sent) for one in slow} == {(200, PNG)}
    assert not desk.stream.pictures._here


def test_what_never_comes_is_given_up(desk: Desk, acme: Cast, elsewhere: Slow, monkeypatch) -> None:
    monkeypatch.setattr(remote_pictures, "LONGEST", 0.3)
    monkeypatch.setattr(pictures, "PATIENCE", 0.1)
    slow = [ask(desk, acme, elsewhere.url(f"{number}.png"), waits=False) for number in range(pictures.OF_ONE + 1)]
    assert wait_until(lambda: all(one.is_over for one in slow))
    assert sorted(one.status for one in slow) == [404] * pictures.OF_ONE + [503]


def test_a_restored_copy_fetches_none(desk: Desk, acme: Cast, elsewhere: Slow) -> None:
    holding.begin(backup_at=NOW, now=NOW)
    assert ask(desk, acme, elsewhere.url("quick.png")).status == 404
    assert elsewhere.asked == []
    with inside(acme.organization):
        holding.let_go(acme.organization, now=NOW)
    assert ask(desk, acme, elsewhere.url("quick.png")).status == 200


def test_no_way_leads_inside(desk: Desk, acme: Cast, elsewhere: Slow, monkeypatch) -> None:
    monkeypatch.setattr(remote_pictures, "OPENED", ())
    assert ask(desk, acme, elsewhere.url("quick.png")).status == 404
    assert elsewhere.asked == []
