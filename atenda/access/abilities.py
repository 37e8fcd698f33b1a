"""Everything a role can be allowed, in this one place; which role is allowed what is data (`Role.abilities`).

The page «Roles» shows this list and nothing else decides: doors ask `actor.can(...)` through `may_…` of each package.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from atenda.access.models import Role


class Ability(models.TextChoices):
    OPEN_CASES = "cases.open", _("Create cases")
    EDIT_CASES = "cases.edit", _("Edit cases")
    ASSIGN_CASES = "cases.assign", _("Assign cases to people")
    NOTE_CASES = "cases.note", _("Write notes on cases")
    WRITE_TO_CUSTOMERS = "cases.reply", _("Write to customers from a case")
    CLOSE_CASES = "cases.close", _("Close cases")
    REOPEN_CASES = "cases.reopen", _("Reopen cases")
    ADD_FILES = "files.add", _("Add files to cases")
    REMOVE_FILES = "files.remove", _("Remove files that others added")
    REVIEW_FILES = "files.review", _("Find files valid or reject them")
    CHANGE_MANY = "cases.many", _("Change many cases at once")
    BIN_CASES = "cases.bin", _("Move cases to the bin, and bring them back")
    SORT_MAILS = "mails.sort", _("See every mail that came in, and decide about those that are held")
    SEE_CUSTOMERS = "customers.see", _("See accounts and contacts")
    EDIT_CUSTOMERS = "customers.edit", _("Create and edit accounts and contacts")
    MERGE_CUSTOMERS = "customers.merge", _("Merge accounts, and contacts, that are the same")
    SHARE_VIEWS = "views.share", _("Make views of cases for everybody, and look after those of teams")
    SHARE_REPLIES = "macros.share", _("Make quick replies and macros for everybody, and look after those of teams")
    EXPORT = "lists.export", _("Take lists of cases and customers away as files")
    ARCHIVE = "organization.archive", _("Take the whole organization away as an archive")
    UNDO_OTHERS = "deeds.undo", _("Undo what others did")
    MANAGE_PEOPLE = "people.manage", _("Invite, change and deactivate people")
    MANAGE_TEAMS = "teams.manage", _("Create and change teams")
    MANAGE_ROLES = "roles.manage", _("Change what each role may do")
    MANAGE_PICKLISTS = "picklists.manage", _("Change states, priorities and categories")
    IMPORT = "import", _("Import accounts, contacts and cases from files, and undo imports")
    MANAGE_NOTICES = "notices.manage", _("Decide who is told what, and read the outbox")
    MANAGE_WEBHOOKS = "webhooks.manage", _("Have other programs told what happens")
    SEE_AUDIT = "audit.see", _("Read the audit log of administration")


def ability_choices() -> list[tuple[str, object]]:
    """For the column that holds them: a new ability is no change of the table."""
    return list(Ability.choices)


# Nobody finds the customer of a new case, or one to edit, without seeing customers: the one is given with the other.
NEEDS = {
    Ability.OPEN_CASES: Ability.SEE_CUSTOMERS,
    Ability.EDIT_CUSTOMERS: Ability.SEE_CUSTOMERS,
    Ability.MERGE_CUSTOMERS: Ability.SEE_CUSTOMERS,
    Ability.IMPORT: Ability.SEE_CUSTOMERS,
}

# What reaches every case whatever one's sight: good for nothing to whoever does not see all of them (3.38).
OF_ALL_CASES = frozenset(
    {Ability.ARCHIVE, Ability.IMPORT, Ability.MANAGE_NOTICES, Ability.MANAGE_WEBHOOKS, Ability.SORT_MAILS}
)


def with_needs(abilities: Iterable[Ability]) -> set[Ability]:
    """These abilities and those without which they would be good for nothing."""
    given = set(abilities)
    return given | {NEEDS[ability] for ability in given if ability in NEEDS}


class Sees(models.TextChoices):
    """Which cases the agents of a role see (S0.72, S1.15)."""

    ALL = "all", _("All cases")
    TEAMS = "teams", _("Cases of their teams, and unassigned ones without a team")
    OWN = "own", _("Only their own cases and unassigned ones")

    @property
    def breadth(self) -> int:
        return [Sees.OWN, Sees.TEAMS, Sees.ALL].index(self)


class RoleKind(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")
    OBSERVER = "observer", _("Observer")


_WORK = [
    Ability.OPEN_CASES,
    Ability.EDIT_CASES,
    Ability.ASSIGN_CASES,
    Ability.NOTE_CASES,
    Ability.WRITE_TO_CUSTOMERS,
    Ability.CLOSE_CASES,
    Ability.REOPEN_CASES,
    Ability.CHANGE_MANY,
    Ability.ADD_FILES,
    Ability.SEE_CUSTOMERS,
    Ability.EDIT_CUSTOMERS,
    Ability.MERGE_CUSTOMERS,
]
STANDARD: dict[RoleKind, tuple[Sees, list[Ability]]] = {
    RoleKind.ADMINISTRATOR: (Sees.ALL, list(Ability)),
    RoleKind.SUPERVISOR: (
        Sees.ALL,
        [
            *_WORK,
            Ability.REMOVE_FILES,
            Ability.REVIEW_FILES,
            Ability.BIN_CASES,
            Ability.SORT_MAILS,
            Ability.SHARE_VIEWS,
            Ability.SHARE_REPLIES,
            Ability.EXPORT,
            Ability.UNDO_OTHERS,
            Ability.MANAGE_TEAMS,
            Ability.MANAGE_PICKLISTS,
        ],
    ),
    RoleKind.AGENT: (Sees.ALL, _WORK),
    RoleKind.OBSERVER: (Sees.ALL, [Ability.SEE_CUSTOMERS]),
}


class HasRole(Protocol):
    role: Role


def require(allowed: bool) -> None:
    """Refuse (403) what a person may see but not do. What one may not see is 404 and never comes here."""
    if not allowed:
        raise PermissionDenied
