"""Change what a role may do and which cases it sees."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from atenda.access.abilities import STANDARD, Ability, RoleKind, Sees, with_needs
from atenda.access.events import ROLE_CHANGED
from atenda.access.models import Role
from atenda.access.refusals import AdministratorsKeepAll, MoreThanYourOwn
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch

if TYPE_CHECKING:
    from atenda.staff.models import Agent


@deed
def change(role: Role, *, sees: Sees, abilities: Collection[Ability], by: Agent) -> None:
    """Set both; with an ability comes what it needs. The same again changes nothing.

    Nobody hands on an ability or a view of cases they have not.
    """
    if role.is_administrator:
        raise AdministratorsKeepAll
    role.lock()
    abilities = with_needs(abilities)
    before, after = _told(role.sees, role.abilities), _told(sees, abilities)
    if before == after:
        return
    _check_own(role, sees, abilities, by.role)
    role.sees, role.abilities = sees, after["abilities"]
    role.save(update_fields=["sees", "abilities"])
    record(role, ROLE_CHANGED, by=by, before=before, after=after)
    touch()


def make_standard() -> dict[RoleKind, Role]:
    """The four roles an organization begins with."""
    roles = [
        Role(kind=kind, sees=sees, abilities=[ability.value for ability in abilities])
        for kind, (sees, abilities) in STANDARD.items()
    ]
    return {RoleKind(role.kind): role for role in Role.objects.bulk_create(roles)}


def _check_own(role: Role, sees: Sees, abilities: set[Ability], own: Role) -> None:
    given = abilities - set(role.abilities)
    widened = sees.breadth > Sees(role.sees).breadth
    if not given <= set(own.abilities) or (widened and sees.breadth > Sees(own.sees).breadth):
        raise MoreThanYourOwn


def _told(sees: str, abilities: Collection[str]) -> dict[str, object]:
    """As it is stored: abilities in the order of the list, each once."""
    return {"sees": str(sees), "abilities": [ability.value for ability in Ability if ability in abilities]}
