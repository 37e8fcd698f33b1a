"""What every page needs around its own content: who is here, where they may go, how it should look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import cached_property

from atenda.cases import catalogue
from atenda.cases.campaigns import current
from atenda.cases.catalogue import Value
from atenda.notices.sandbox import walls
from atenda.organizations.links import link
from atenda.server.holding import shown_hold
from atenda.server.models import Hold
from atenda.ui.languages import THEME_COOKIE, THEMES, theme_of
from atenda.ui.navigation import NAVIGATION, Entry, Place
from atenda.ui.policy import import_map, stream_address

LANGUAGE_NAMES = {"es": "Español", "gl": "Galego", "en": "English"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `frame`, `organization` and `actor` (None outside an organization)."""
    return {
        "frame": Frame(request),
        "organization": getattr(request, "organization", None),
        "actor": getattr(request, "actor", None),
    }


@dataclass(frozen=True)
class Group:
    """One heading of the side bar and the places under it."""

    label: str
    places: list[Place]


class Frame:
    """What stands around a page, worked out only when a template asks: fragments ask for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def nonce(self) -> str:
        return str(getattr(self.request, "csp_nonce", ""))

    @property
    def language(self) -> str:
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        return [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES]

    @cached_property
    def theme(self) -> str:
        return theme_of(self.request)

    @property
    def cookie_theme(self) -> str:
        """The theme without asking the database: for the page that says the database is gone."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def import_map(self) -> str:
        return import_map()

    @property
    def stream(self) -> str:
        return stream_address(self.request)

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    @property
    def is_demo(self) -> bool:
        organization = getattr(self.request, "organization", None)
        return bool(organization and organization.is_sample)

    @property
    def sandbox(self) -> bool:
        """That no mail reaches customers, for everybody who works here."""
        return getattr(self.request, "actor", None) is not None and walls().is_on

    @property
    def hold(self) -> Hold | None:
        """That this is a restored copy, for whoever may release it."""
        return shown_hold() if self.may("notices.manage") else None

    @property
    def seeing(self) -> Any:
        """As which role the person looks, and until when; None while they work as themselves."""
        return getattr(self.request, "seeing", None)

    @property
    def messages(self) -> list[Any]:
        """What the next page says in its corner; a part fetched for a page that is open leaves it for that page."""
        htmx = getattr(self.request, "htmx", None)
        if htmx and not (htmx.boosted or htmx.history_restore_request):
            return []
        return list(messages.get_messages(self.request))

    @property
    def campaigns(self) -> list[Value]:
        """Those one can work in; none where the organization has none or this person opens no cases."""
        return catalogue.in_use(catalogue.campaigns()) if self.may("cases.open") else []

    @property
    def campaign(self) -> Value | None:
        return current(self.request.actor)  # type: ignore[attr-defined]

    @cached_property
    def navigation(self) -> list[Group]:
        """Only what exists and this person may use."""
        groups = [
            (heading, [place for entry in entries if (place := self._place(entry))]) for heading, entries in NAVIGATION
        ]
        return [Group(str(heading), places) for heading, places in groups if places]

    def address(self, name: str, **kwargs: Any) -> str | None:
        """The path of a tenant page, or None when that page does not exist here."""
        try:
            return link(name, **kwargs)
        except NoReverseMatch:
            return None

    def may(self, ability: str) -> bool:
        actor = getattr(self.request, "actor", None)
        return bool(actor and actor.can(ability))

    def _place(self, entry: Entry) -> Place | None:
        if entry.abilities and not any(self.may(ability) for ability in entry.abilities):
            return None
        address = self.address(entry.name)
        if address is None:
            return None
        is_here = self.request.path.startswith(address)
        return Place(str(entry.label), address, entry.icon, entry.key, is_here)
