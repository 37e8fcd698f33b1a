"""A case of a customer, and a browser that nobody signed in with."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from atenda.cases.models import Case
from atenda.notices.tests.customers import path_of
from atenda.portal.stamps import stamp
from atenda.testing import make
from atenda.testing.cast import Cast


class Person:
    """Somebody who has the address: what they read, write and press there."""

    def __init__(self, path: str) -> None:
        self.path, self.browser = path, Client()
        self.token = path.rstrip("/").rpartition("/")[2]

    def reads(self, query: str = "") -> str:
        return self.browser.get(f"{self.path}{query}").content.decode()

    def stamp(self, ago: timedelta = timedelta(minutes=1)) -> str:
        return stamp(self.token, now=timezone.now() - ago)

    def answers(self, text: str = "", files: dict[str, bytes] | None = None, stamped: str = "", **given: Any) -> Any:
        sent = [SimpleUploadedFile(name, content) for name, content in (files or {}).items()]
        form = {"text": text, "stamp": stamped or self.stamp(), "file": sent, **given}
        return self.browser.post(f"{self.path}answer/", form)

    def presses(self, deed: str) -> Any:
        return self.browser.post(f"{self.path}{deed}/", {"stamp": self.stamp()})


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case(description="Gotea polo lado", responsible=acme.agent, by=acme.agent)


@pytest.fixture
def anybody() -> Client:
    """A browser that nobody signed in with."""
    return Client()


@pytest.fixture
def person(acme: Cast, case: Case) -> Person:
    return Person(path_of(case, acme))


def field(page: str, name: str) -> str:
    """What a hidden field of the page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
