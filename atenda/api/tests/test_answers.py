"""What is answered is what the description says: every field named, and no other."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from atenda.api.shapes import counting, exports, figures, many, searching, webhooks
from atenda.api.shapes.cases import CasePage
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.redelivering import send_test

ANSWERS: list[tuple[str, type[BaseModel]]] = [
    ("search/?q=caixa", searching.SearchOut),
    ("cases/count/", counting.Count),
    ("cases/counts/", counting.Counts),
    ("cases/groups/?by=due&keys=none", counting.GroupCounts),
    ("cases/parts/", counting.PartsOut),
    ("cases/board/?lanes=priority", counting.BoardOut),
    ("figures/?period=7d", figures.FiguresOut),
    ("figures/home/", figures.HomeOut),
    ("figures/cases/?figure=pending", CasePage),
    ("cases/many/", many.ManyPage),
    ("exports/", exports.ExportPage),
    ("webhooks/", webhooks.Endpoints),
]


@pytest.mark.parametrize(("address", "shape"), ANSWERS)
def test_an_answer_has_what_its_description_says(acme: Cast, address: str, shape: type[BaseModel]) -> None:
    _some_of_each(acme)
    said = program_of(acme.admin).ask("GET", address)
    assert said.status_code == 200, said.content
    assert _unlike(said.json(), shape, address) == []


def _unlike(said: Any, shape: Any, place: str) -> list[str]:
    """Fields that are missing or not described, and what does not fit, wherever it stands."""
    found = []
    if isinstance(said, dict) and isinstance(shape, type) and issubclass(shape, BaseModel):
        shape.model_validate(said)
        found += [f"{place}: {name}" for name in said.keys() ^ shape.model_fields.keys()]
        for name, field in shape.model_fields.items():
            found += _unlike(said.get(name), field.annotation, f"{place}.{name}")
    elif isinstance(said, list) and get_args(shape):
        found += [each for one in said for each in _unlike(one, get_args(shape)[0], f"{place}[]")]
    elif said is not None and type(None) in get_args(shape):
        found += _unlike(said, get_args(shape)[0], place)
    return found


def _some_of_each(acme: Cast) -> None:
    program = program_of(acme.admin)
    folio = make.case("Caixa", responsible=acme.admin, contact=acme.customer, by=acme.admin).folio
    assert program.ask("POST", "cases/many/", {"deed": "priority", "to": "Alta", "folios": [folio]}).status_code == 202
    assert program.ask("POST", "exports/", {"what": "cases"}).status_code == 202
    endpoint, _secret = add_endpoint(url="https://93.184.215.14/", kinds=["note.added"], by=acme.admin, now=NOW)
    send_test(endpoint, now=NOW)
    address = f"webhooks/{endpoint.pk}/deliveries/"
    assert _unlike(program.ask("GET", address).json(), webhooks.DeliveryPage, address) == []
