"""What an agent may do with cases they see; which they see is `Case.objects.visible_to(actor)`."""

from collections.abc import Collection

from atenda.access.abilities import Ability
from atenda.customers.permissions import may_see_customers
from atenda.staff.models import Agent

PEOPLE = {"responsible", "assignees", "team"}


def may_open_cases(actor: Agent) -> bool:
    return actor.can(Ability.OPEN_CASES)


def may_edit_cases(actor: Agent) -> bool:
    return actor.can(Ability.EDIT_CASES)


def may_assign_cases(actor: Agent) -> bool:
    return actor.can(Ability.ASSIGN_CASES)


def may_fill_in(actor: Agent, fields: Collection[str]) -> bool:
    """Whether they may say these fields of a case, whatever form they come by; no company unseen."""
    return (
        may_edit_cases(actor)
        and (PEOPLE.isdisjoint(fields) or may_assign_cases(actor))
        and ("account" not in fields or may_see_customers(actor))
    )


def may_note_cases(actor: Agent) -> bool:
    return actor.can(Ability.NOTE_CASES)


def may_close_cases(actor: Agent) -> bool:
    return actor.can(Ability.CLOSE_CASES)


def may_reopen_cases(actor: Agent) -> bool:
    return actor.can(Ability.REOPEN_CASES)


def may_merge_cases(actor: Agent) -> bool:
    """Merging changes both cases, and ends one of them."""
    return may_edit_cases(actor) and may_close_cases(actor)


def may_bin_cases(actor: Agent) -> bool:
    return actor.can(Ability.BIN_CASES)


def may_manage_picklists(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_PICKLISTS)
