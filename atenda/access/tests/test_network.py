"""Where a request comes from, and whom we believe about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import RequestFactory

from atenda.access.network import UNKNOWN, client_address, network_of


@pytest.fixture
def behind_a_proxy(settings):
    settings.ENV = replace(settings.ENV, trusted_proxies=["10.0.0.0/8"])


def asked(address: str, forwarded: str | None = None) -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


def test_nobody_is_believed_unless_trusted():
    assert asked("192.0.2.7", "203.0.113.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("198.51.100.66, 203.0.113.1", "203.0.113.1"),
        ("203.0.113.1, 10.1.2.3", "203.0.113.1"),
        ("nonsense", "10.0.0.1"),
        (None, "10.0.0.1"),
    ],
)
def test_what_a_trusted_server_wrote_last_counts(behind_a_proxy, forwarded, address):
    assert asked("10.0.0.1", forwarded) == address


def test_a_request_without_an_address_is_unknown():
    assert asked("") == UNKNOWN


def test_a_household_of_ipv6_is_one_network():
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert network_of("192.0.2.7") == "192.0.2.7"
