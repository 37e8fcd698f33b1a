"""Receivers that mean harm: what one of them answers stops neither its own deliveries nor anybody else's."""

from __future__ import annotations

import pytest

from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.webhooks import bringing, composing, courier
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery, Endpoint
from atenda.webhooks.published import KINDS
from atenda.webhooks.tests.receiver import answering, receiving


@pytest.mark.parametrize(
    "answer",
    [
        answering(302, "Location: https://shop.example/\0\x01"),
        answering(503, "Retry-After: \0"),
        answering(503, "Retry-After: 99999999999999999999"),
        answering(503, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
        answering(200, body="\0\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
        answering(999, "X: \xff"),
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000,
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx",
        b"HTTP/0.9 \0\r\n\r\n",
        b"\0" * 100_000,
    ],
)
def test_whatever_is_answered_is_written_down_and_the_next_round_goes_on(
    acme, receiver, endpoint, rounds, answer, monkeypatch
) -> None:
    monkeypatch.setattr(bringing, "PATIENCE", 1.0)
    receiver.answer = lambda taken: answer
    make.case("Gotea", by=acme.agent)
    rounds(2)
    tried = Delivery.objects.get()
    assert tried.attempts or tried.state == "delivered"
    with receiving() as good:
        add_endpoint(url=good.url, kinds=list(KINDS), by=acme.admin, now=NOW)
        make.case("Outra", by=acme.agent)
        rounds(2)
        assert [one.said["type"] for one in good.taken] == ["case.opened"]


def test_what_cannot_be_written_down_of_one_endpoint_keeps_no_other_waiting(
    acme, receiver, endpoint, rounds, monkeypatch
):
    """A fault of ours with one, or its organization gone meanwhile, leaves the lanes of all free (6.38)."""
    with receiving() as good:
        other = add_endpoint(url=good.url, kinds=list(KINDS), by=acme.admin, now=NOW)[0]

        def settling(endpoint_id: int, *given: object) -> None:
            if endpoint_id == endpoint.pk:
                raise LookupError("gone")
            really(endpoint_id, *given)

        really = courier.settle
        monkeypatch.setattr(courier, "settle", settling)
        for reference in ("Gotea", "Outra", "E outra"):
            make.case(reference, by=acme.agent)
            rounds(2)
        assert len(good.taken) == 3
        assert set(Delivery.objects.filter(endpoint=other).values_list("state", flat=True)) == {"delivered"}


def test_what_cannot_be_said_to_one_endpoint_is_said_to_the_others(acme, receiver, rounds, monkeypatch) -> None:
    full = add_endpoint(url=receiver.url, kinds=list(KINDS), is_full=True, by=acme.admin, now=NOW)[0]
    thin = add_endpoint(url=receiver.url, kinds=list(KINDS), by=acme.admin, now=NOW)[0]

    def failing(*_given: object) -> None:
        raise LookupError("a case nobody can shape")

    monkeypatch.setattr(composing, "cases_shaped", failing)
    make.case("Gotea", by=acme.agent)
    rounds(3)
    assert Delivery.objects.get(endpoint=thin).state == "delivered"
    assert Delivery.objects.get(endpoint=full).state == "waiting"
    assert Endpoint.objects.count() == 2
