"""The sample organization and the world outside."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from atenda.server import demonstration
from atenda.server.faults import ServerFault
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db
PUBLIC = replace(settings.ENV, public_url="https://desk.example")


def load(only_if_empty: bool, said: list[str]) -> Any:
    return demonstration.load(PUBLIC, say=said.append, only_if_empty=only_if_empty)


@pytest.mark.parametrize("only_if_empty", [True, False])
def test_it_is_not_loaded_behind_a_front_server(only_if_empty: bool) -> None:
    with pytest.raises(ServerFault, match="known passwords"):
        load(only_if_empty, [])


def test_a_desk_that_went_public_starts_and_names_no_passwords(acme: Cast) -> None:
    said: list[str] = []
    load(True, said)
    assert said == []
