"""Who may import, and take back what was imported."""

from __future__ import annotations

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_import(actor: Agent) -> bool:
    return actor.can(Ability.IMPORT)
