"""The map of the side bar: headings, places, who may use them and the keys that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability


@dataclass(frozen=True)
class Entry:
    """A place of the map: shown to whoever has one of the abilities, or to everybody when it names none."""

    label: Promise
    name: str
    icon: str
    key: str = ""
    abilities: tuple[Ability, ...] = ()


@dataclass(frozen=True)
class Place:
    """An entry as one person sees it."""

    label: str
    address: str
    icon: str
    key: str
    is_here: bool


NAVIGATION: list[tuple[Promise, list[Entry]]] = [
    (
        _("Service"),
        [
            Entry(_("Home"), "figures:home", "home", "g h"),
            Entry(_("Cases"), "worklists:cases", "inbox", "g c"),
            Entry(_("Mail"), "intake:tray", "mail", "g m", (Ability.SORT_MAILS,)),
            Entry(_("Quick replies"), "macros:replies", "message-bolt", "g r", (Ability.WRITE_TO_CUSTOMERS,)),
            Entry(_("Satisfaction"), "satisfaction:figures", "mood-smile"),
            Entry(_("Exports"), "exporting:exports", "file-export", "", (Ability.EXPORT, Ability.ARCHIVE)),
            Entry(_("Bin"), "cases:bin", "trash", "", (Ability.BIN_CASES,)),
        ],
    ),
    (
        _("Customers"),
        [
            Entry(_("Accounts"), "customers:accounts", "building", "g a", (Ability.SEE_CUSTOMERS,)),
            Entry(_("Contacts"), "customers:contacts", "address-book", "g p", (Ability.SEE_CUSTOMERS,)),
        ],
    ),
    (
        _("Settings"),
        [
            Entry(_("People"), "staff:people", "users", "", (Ability.MANAGE_PEOPLE,)),
            Entry(_("Teams"), "staff:teams", "users-group", "", (Ability.MANAGE_TEAMS,)),
            Entry(_("Roles"), "access:roles", "shield-check", "", (Ability.MANAGE_ROLES,)),
            Entry(_("Picklists"), "cases:picklists", "list-details", "", (Ability.MANAGE_PICKLISTS,)),
            Entry(_("Notices"), "notices:policy", "bell", "", (Ability.MANAGE_NOTICES,)),
            Entry(_("Outbox"), "notices:outbox", "mail", "", (Ability.MANAGE_NOTICES,)),
            Entry(_("Health"), "notices:health", "heartbeat", "", (Ability.MANAGE_NOTICES,)),
        ],
    ),
]
