"""The tags of customers: read as typed, found or made, suggested."""

from __future__ import annotations

from collections.abc import Iterable

from atenda.customers.models import Tag
from atenda.customers.naming import clean
from atenda.customers.refusals import RetiredTag
from atenda.organizations.folding import fold

MOST = 20
LONGEST = 40


def read_tags(typed: str | Iterable[str]) -> list[str]:
    """The tags in a text with commas, or in a list: each once however it is written, in order, none too long.

    >>> read_tags("VIP, moroso;vip ,,  Gran  conta")
    ['Gran conta', 'moroso', 'VIP']
    """
    parts = typed.replace(";", ",").split(",") if isinstance(typed, str) else typed
    once: dict[str, str] = {}
    for part in parts:
        if name := clean(part.replace(",", " "))[:LONGEST].strip():
            once.setdefault(key_of(name), name)
    return [once[key] for key in sorted(once)][:MOST]


def key_of(name: str) -> str:
    return fold(clean(name))[:LONGEST]


def tags_meant(names: Iterable[str]) -> dict[str, Tag]:
    """The tags there are of these names, by the key of the name; for a replaced one that which stands in its place."""
    wanted = {key_of(name) for name in names}
    found = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)} if wanted else {}
    while later := {tag.replaced_by_id for tag in found.values()} - {None}:
        there = Tag.objects.in_bulk(later)
        found = {key: there.get(tag.replaced_by_id, tag) for key, tag in found.items()}
    return found


def settled_tags(typed: str | Iterable[str]) -> list[str]:
    """What was typed (`read_tags`), each tag by the name it has on record."""
    names = read_tags(typed)
    known = tags_meant(names)
    return read_tags(known[key].name if (key := key_of(name)) in known else name for name in names)


def ids_of(names: Iterable[str], *, held: Iterable[int] = ()) -> list[int]:
    """The ids of these tags, in order; those there are not are made. Sorted, so that two of us never lock crosswise.

    Raises RetiredTag for one that is offered no more, unless it is among those `held` already.
    """
    wanted = {key_of(name): name for name in names}
    known = tags_meant(wanted.values())
    if new := [Tag(name=wanted[key], key=key) for key in sorted(wanted.keys() - known.keys())]:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = tags_meant(wanted.values())
    for tag in known.values():
        if tag.retired_at is not None and tag.pk not in held:
            raise RetiredTag(tag.name)
    return sorted({tag.pk for tag in known.values()})


def names_of(ids: Iterable[int]) -> list[str]:
    """The names of tags, in the order of the alphabet."""
    ids = list(ids)
    return list(Tag.objects.filter(pk__in=ids).order_by("key").values_list("name", flat=True)) if ids else []


def suggested(text: str, limit: int = 20) -> list[str]:
    """The tags in use that begin so, or all for nothing; the first of them."""
    found = Tag.objects.filter(retired_at=None, key__startswith=key_of(text))
    return list(found.order_by("key").values_list("name", flat=True)[:limit])
