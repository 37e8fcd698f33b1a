"""What the words of a file mean among the values, people and teams there are: by themselves, or as somebody chose.

A choice is kept as text: the id of a value, NEW to make it, NOTHING to leave it out, or UNDECIDED.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from atenda.cases import catalogue
from atenda.cases.models import Lifecycle
from atenda.cases.picklists import add
from atenda.cases.successors import now_called
from atenda.history.deeds import deed
from atenda.importing.sources import SOURCES
from atenda.importing.targets import LISTED, PEOPLE, PICKLISTS
from atenda.organizations.folding import fold
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import kept_until_touched
from atenda.staff import directory
from atenda.staff import teams as staff_teams
from atenda.staff.models import Agent

NEW, NOTHING, UNDECIDED = "new", "", "?"
MAY_BE_NEW = ("category", "type", "importance", "campaign", "source", "closing_reason", "team")
LONGEST = 60
_MODULE = re.compile(r"^[A-Za-z]{3,30}::::")  # vtiger: «Accounts::::Conservas»
_KIND_OF = {
    "state": "states",
    "priority": "priorities",
    "category": "categories",
    "type": "types",
    "importance": "importances",
    "campaign": "campaigns",
    "source": "sources",
    "closing_reason": "reasons",
}
_STATES = {
    "new": "new nuevo nueva novo nova abierto abierta aberto aberta open registrado pendiente pendente sin-asignar",
    "working": "en-progreso en-curso in-progress working assigned asignado asignada en-proceso started autorizado",
    "waiting": "en-espera waiting on-hold hold espera retenido retenida pending pausado esperando",
    "closed": "closed cerrado cerrada pechado pechada resuelto resuelta resolto resolta "
    "solucionado solved resolved done",
    "cancelled": "cancelled canceled cancelado cancelada anulado anulada rechazado rejected spam",
}
_LIFECYCLES = {word.replace("-", " "): life for life, words in _STATES.items() for word in words.split()}
_RANKS = {
    "urgent": ("urgente", "urgent", "critica", "crítica", "inmediata", "muy alta", "alta", "high"),
    "high": ("alta", "alto", "high", "urgente"),
    "normal": ("normal", "media", "medio", "medium"),
    "low": ("baja", "bajo", "baixa", "low", "normal"),
}
_RANK_OF = {
    "urgent": "urgent",
    "urgente": "urgent",
    "critical": "urgent",
    "critica": "urgent",
    "emergency": "urgent",
    "high": "high",
    "alta": "high",
    "alto": "high",
    "normal": "normal",
    "medium": "normal",
    "media": "normal",
    "low": "low",
    "baja": "low",
    "bajo": "low",
    "baixa": "low",
}
_CHANNELS = {
    "email": "email e-mail mail correo",
    "phone": "phone telefono llamada voice call",
    "web": "web portal form formulario website",
    "chat": "chat whatsapp messenger",
}


def plain(text: str) -> str:
    """A value as it is looked up."""
    return fold(_MODULE.sub("", text.strip()))[:120]


def parts_of(text: str) -> list[str]:
    """The people in a cell."""
    return [part.strip() for part in re.split(r"[;,\n|]", text) if part.strip()]


def meant_by_itself(field: str, text: str, source: str) -> str:
    """The choice offered: a value that is called so, or means the same; what nobody knows is new, or nothing."""
    word = plain(text)
    if field in PEOPLE:
        return _people().get(word, NOTHING)
    if field == "team":
        return next((str(team.id) for team in directory.teams().values() if fold(team.name) == word), NOTHING)
    program, found = SOURCES[source], _called(field).get(word)
    own = getattr(program, "STATES", {}).get(word) if field == "state" else None
    if found and own in (None, catalogue.states()[int(found)].lifecycle if own else None):
        return found  # of two states of one name that which the program means goes first
    match field:
        case "state":
            life = own or _LIFECYCLES.get(word)
            return _state_of(life) if life else UNDECIDED
        case "priority":
            rank = getattr(program, "PRIORITIES", {}).get(word) or _RANK_OF.get(word)
            names = _RANKS.get(rank or "", ())
            found = next((_called(field)[fold(name)] for name in names if fold(name) in _called(field)), None)
            return found or NOTHING
        case "source":
            keys = [key for key, words in _CHANNELS.items() if word in words.split()]
            there = catalogue.source_keyed(keys[0]) if keys else None
            return str(there.id) if there else NEW
        case _:
            return NEW


def choices_for(
    columns: Iterable[str], values: Mapping[str, Any], chosen: Mapping[str, Any], source: str
) -> dict[str, dict[str, tuple[str, int, str]]]:
    """By field, for each value in the file: as it stands there, how often, and the choice made or offered."""
    found: dict[str, dict[str, tuple[str, int, str]]] = {}
    for place, field in enumerate(columns):
        if field not in LISTED or not values.get(str(place)):
            continue
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for text, count in values[str(place)]:
            for part in parts_of(text) if field in PEOPLE else [text]:
                counts[plain(part)] += count
                shown.setdefault(plain(part), part)
        mine = found.setdefault(field, {})
        for word, count in counts.most_common():
            made = chosen.get(field, {}).get(word)
            choice = made if made is not None else meant_by_itself(field, word, source)
            mine[word] = (shown[word], count, choice)
    return found


@deed
def settle(
    choices: Mapping[str, Mapping[str, tuple[str, int, str]]], *, by: Agent | None, now: datetime
) -> dict[str, dict[str, str]]:
    """The same choices with the new values made."""
    settled: dict[str, dict[str, str]] = {}
    for field, words in choices.items():
        for word, (shown, _count, choice) in words.items():
            settled.setdefault(field, {})[word] = _made(field, shown, by, now) if choice == NEW else choice
    return settled


def _made(field: str, text: str, by: Agent | None, now: datetime) -> str:
    text = " ".join(_MODULE.sub("", text).split())[:LONGEST]
    if not text:
        return NOTHING
    if field == "team":
        known = meant_by_itself("team", text, "spreadsheet")
        return known or str(staff_teams.create(text, by=by).pk)  # type: ignore[arg-type]
    if found := _called(field).get(plain(text)):
        return found
    place = len(catalogue.OF_FIELD[field]())
    value = add(_KIND_OF[field], labels=dict.fromkeys(LANGUAGES, text), position=place, by=by, now=now)
    return str(value.pk)


def _called(field: str) -> dict[str, str]:
    """By the word in any language, the id; of a value that was replaced, that of the one in its place."""
    words: dict[str, str] = {}
    values = catalogue.OF_FIELD[field]()
    for value in sorted(values.values(), key=lambda value: value.is_retired):
        for label in (*value.labels.values(), value.key):
            if label:
                words.setdefault(fold(label), str(now_called(field, value.id) if value.is_retired else value.id))
    return words


def _state_of(life: str) -> str:
    if life == Lifecycle.NEW:
        return str(catalogue.initial_state().id)
    states = [state for state in catalogue.states_in(Lifecycle(life)) if not state.is_retired]
    if not states and life == Lifecycle.CANCELLED:
        states = [catalogue.first_closed_state()]
    return str(states[0].id) if states else str(catalogue.initial_state().id)


@kept_until_touched
def _people() -> dict[str, str]:
    """By name and by e-mail; those who are here before those who were."""
    words: dict[str, str] = {}
    rows = Agent.objects.filter(is_integration=False).values_list("pk", "name", "identity__email", "deactivated_at")
    for pk, name, email, _gone in sorted(rows, key=lambda row: (row[3] is not None, row[0])):
        words.setdefault(fold(name), str(pk))
        words.setdefault(email, str(pk))
    return words


assert set(PICKLISTS) == set(_KIND_OF)
