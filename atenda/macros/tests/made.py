"""Quick replies and macros for tests."""

from __future__ import annotations

from typing import Any

from atenda.macros import macros, replies
from atenda.macros.models import Macro, QuickReply
from atenda.staff.models import Agent
from atenda.testing.cast import NOW

TEXTS = {"es": "Hola, {{nombre}}: su caso es el {{folio}}.", "gl": "Ola, {{nome}}: o seu caso é o {{folio}}."}


def a_reply(by: Agent, name: str = "Recibido", **values: Any) -> QuickReply:
    return replies.add(name=name, by=by, now=NOW, **{"texts": TEXTS, **values})


def a_macro(by: Agent, name: str = "Resolver", **values: Any) -> Macro:
    return macros.add(name=name, by=by, now=NOW, **values)
