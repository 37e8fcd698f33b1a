"""The tags of customers with how many have each, for the page where they are looked after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func

from atenda.customers.models import Account, Contact, Tag
from atenda.customers.search import MODELS

MOST = 500


@dataclass(frozen=True)
class Line:
    """A tag and how many accounts and contacts have it."""

    tag: Tag
    accounts: int
    contacts: int


def lines() -> list[Line]:
    """Every tag, up to MOST, in the order of the alphabet; as many questions for one as for all."""
    tags = list(Tag.objects.select_related("replaced_by").order_by("key")[:MOST])
    counts = {kind: _counts(kind) for kind in MODELS} if tags else {}
    return [Line(tag, counts[Account.kind].get(tag.pk, 0), counts[Contact.kind].get(tag.pk, 0)) for tag in tags]


def line_of(tag: Tag) -> Line:
    counts = {
        kind: model.objects.current().filter(tag_ids__contains=[tag.pk]).count() for kind, model in MODELS.items()
    }
    return Line(tag, counts[Account.kind], counts[Contact.kind])


def others_in_use(tag: Tag) -> list[tuple[str, str]]:
    """The tags that may stand in its place, as a list of choice offers them."""
    others = Tag.objects.filter(retired_at=None).exclude(pk=tag.pk).order_by("key")
    return [(str(pk), name) for pk, name in others.values_list("pk", "name")[:MOST]]


def _counts(kind: str) -> dict[int, int]:
    tagged: Any = MODELS[kind].objects.current().exclude(tag_ids=[]).annotate(tag=Func(F("tag_ids"), function="unnest"))
    return dict(tagged.values_list("tag").annotate(n=Count("pk")).order_by())
