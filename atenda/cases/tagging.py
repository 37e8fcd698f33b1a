"""Tags as people type them: words with commas between, found whatever their accents and capitals, or made (S0.60)."""

from __future__ import annotations

from datetime import datetime

from atenda.cases import catalogue, events
from atenda.cases.models import Tag
from atenda.cases.successors import now_called
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.folding import fold
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent

LONGEST = 60
MOST = 30  # on one case


def names_in(text: str) -> list[str]:
    """The words between the commas, each once.

    >>> names_in(" Cliente VIP, en  garantía,, cliente vip ")
    ['Cliente VIP', 'en garantía']
    """
    names: dict[str, str] = {}
    for part in text.split(","):
        if name := " ".join(part.split()):
            names.setdefault(fold(name), name)
    return list(names.values())


def known(name: str) -> catalogue.Value | None:
    """The tag called so in any language, or the one that took its place."""
    found = _by_word().get(fold(name))
    return catalogue.tags()[now_called("tags", found.id)] if found and found.is_retired else found


@deed
def tags_called(names: list[str], *, by: Agent | None, now: datetime) -> list[Tag]:
    """The tags of these names; those that nobody used before are made (S0.62)."""
    tags = [catalogue.row(Tag, found.id) if (found := known(name)) else _made(name, by, now) for name in names]
    return list({tag.pk: tag for tag in tags}.values())  # two words may have become one tag


def suggested(typed: str, most: int = 20) -> list[catalogue.Value]:
    """Tags in use with a word that begins as typed (S0.61)."""
    wanted = fold(typed)
    return [
        tag
        for tag in catalogue.in_use(catalogue.tags())
        if any(word.startswith(wanted) for word in (fold(tag.label), *fold(tag.label).split()))
    ][:most]


def _made(name: str, by: Agent | None, now: datetime) -> Tag:
    """Two people may make it at once: it is one tag, of whoever was first."""
    tag = Tag(labels=dict.fromkeys(LANGUAGES, name), key=fold(name)[:LONGEST])
    Tag.objects.bulk_create([tag], ignore_conflicts=True)
    made: Tag = Tag.objects.get(key=tag.key)
    record(made, events.PICKLIST_ADDED, by=by, after={"labels": made.labels}, at=now)
    touch()
    return made


def _by_word() -> dict[str, catalogue.Value]:
    tags = catalogue.tags().values()
    words = {fold(label): tag for tag in tags for label in tag.labels.values()}
    return {**words, **{tag.key: tag for tag in tags}}
