"""The tags of customers: read as typed, found or made, suggested."""

from __future__ import annotations

from collections.abc import Iterable

from atenda.customers.models import Tag
from atenda.customers.naming import clean
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


def ids_of(names: Iterable[str]) -> list[int]:
    """The ids of these tags, in order; those there are not are made. Sorted, so that two of us never lock crosswise."""
    wanted = {key_of(name): name for name in names}
    if not wanted:
        return []
    known = dict(Tag.objects.filter(key__in=wanted).values_list("key", "id"))
    if new := [Tag(name=wanted[key], key=key) for key in sorted(wanted.keys() - known.keys())]:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(Tag.objects.filter(key__in=wanted).values_list("key", "id"))
    return sorted(known.values())


def names_of(ids: Iterable[int]) -> list[str]:
    """The names of tags, in the order of the alphabet."""
    ids = list(ids)
    return list(Tag.objects.filter(pk__in=ids).order_by("key").values_list("name", flat=True)) if ids else []


def suggested(text: str, limit: int = 20) -> list[str]:
    """The tags that begin so, or all for nothing; the first of them."""
    found = Tag.objects.filter(key__startswith=key_of(text)) if key_of(text) else Tag.objects.all()
    return list(found.order_by("key").values_list("name", flat=True)[:limit])
