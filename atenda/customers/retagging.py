"""Look after the tags of customers: rename one, retire it, bring it back, put another one in its place (B83)."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from atenda.customers import events
from atenda.customers.models import Account, Contact, Tag
from atenda.customers.naming import clean
from atenda.customers.refusals import NoName, SameTag, TagIsThere
from atenda.customers.search import MODELS
from atenda.customers.tags import LONGEST, key_of, tags_meant
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.recording_many import record_many
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

MOST_AT_ONCE = 5000  # customers in one transaction, which can be taken back; of more, the worker does so many at a time
STRAGGLERS = 60  # seconds; a form that was being saved when the tag was replaced is saved by then
KINDS: dict[str, Any] = {Account.kind: events.ACCOUNT_RETAGGED, Contact.kind: events.CONTACT_RETAGGED}


@deed
def rename(tag: Tag, *, to: str, by: Agent | None, now: datetime) -> None:
    """Call a tag otherwise. Called so already, nothing changes. Raises NoName, TagIsThere."""
    tag.lock()
    name = clean(to.replace(",", " "))[:LONGEST].strip()
    if not name:
        raise NoName
    if name == tag.name:
        return
    if Tag.objects.filter(key=key_of(name)).exclude(pk=tag.pk).exists():
        raise TagIsThere
    before, tag.name, tag.key = tag.name, name, key_of(name)
    tag.save(update_fields=["name", "key"])
    record(tag, events.TAG_RENAMED, by=by, before={"name": before}, after={"name": name}, at=now)


@deed
def retire(tag: Tag, *, by: Agent | None, now: datetime) -> None:
    """Offer the tag no more; those who have it keep it. Said again, nothing changes."""
    tag.lock()
    if tag.retired_at is not None:
        return
    tag.retired_at = now
    tag.save(update_fields=["retired_at"])
    record(tag, events.TAG_RETIRED, by=by, before=_called(tag), after=_called(tag), at=now)


@deed
def restore(tag: Tag, *, by: Agent | None, now: datetime) -> None:
    """Offer a retired tag again, and let a replaced one be itself again. Said again, nothing changes."""
    tag.lock()
    if tag.retired_at is None:
        return
    tag.retired_at, tag.replaced_by = None, None
    tag.save(update_fields=["retired_at", "replaced_by"])
    record(tag, events.TAG_RESTORED, by=by, before=_called(tag), after=_called(tag), at=now)


@deed
def replace(tag: Tag, *, by_tag: Tag, by: Agent | None, now: datetime) -> tuple[bool, Event]:
    """Give whoever has `tag` the other one in its place; from now on its name means that one.

    Whether all of it is done, and the event that can be taken back then. Of more than MOST_AT_ONCE customers the worker
    does the rest, and it cannot be taken back as a whole. Who was being given the tag at that very moment follows in a
    minute. Raises SameTag for itself, or for one that is retired.
    """
    for each in sorted((tag, by_tag), key=lambda each: each.pk):
        each.lock()
    if tag.pk == by_tag.pk or by_tag.retired_at is not None or tag.replaced_by_id is not None:
        raise SameTag
    tag.retired_at, tag.replaced_by = tag.retired_at or now, by_tag
    tag.save(update_fields=["retired_at", "replaced_by"])
    done = {kind: _replace_some(kind, tag, by_tag, MOST_AT_ONCE, by=by, now=now) for kind in MODELS}
    is_all = all(len(ids) < MOST_AT_ONCE for ids in done.values())
    after = _called(tag) | {"other": [by_tag.pk, by_tag.name]}
    after |= done if is_all else {}
    event = record(tag, events.TAG_REPLACED, by=by, before=_called(tag), after=after, at=now)
    if not is_all:
        _go_on(tag, by)
    _go_on(tag, by, seconds=STRAGGLERS)
    return is_all, event


@deed
def go_on_replacing(tag: Tag, *, by: Agent | None, now: datetime) -> None:
    """The next customers whose tag was replaced, and after them the next, while it still is.

    They get what the name of the tag means by now: where the other one was replaced since, the one in its place.
    """
    tag.lock()
    if tag.replaced_by_id is not None:
        other = tags_meant([tag.name])[tag.key]
        done = [len(_replace_some(kind, tag, other, MOST_AT_ONCE, by=by, now=now)) for kind in MODELS]
        if max(done) == MOST_AT_ONCE:
            _go_on(tag, by)


@deed
def give_back(tag: Tag, other: Tag, had: dict[str, list[list[Any]]], *, by: Agent | None, now: datetime) -> None:
    """Undo `replace`: the tag is itself again, and whoever it was taken from and has the other one still has it."""
    restore(tag, by=by, now=now)
    for kind, rows in had.items():
        had_both = {pk for pk, both in rows if both}
        theirs = MODELS[kind].objects.filter(pk__in=[pk for pk, _both in rows], tag_ids__contains=[other.pk])
        changes = {
            pk: (ids, {*ids, tag.pk} - (set() if pk in had_both else {other.pk}))
            for pk, ids in _locked(theirs)
            if tag.pk not in ids
        }
        _write(kind, changes, by=by, now=now)


def _called(tag: Tag) -> dict[str, Any]:
    """The name it has, for a sentence: it does not change."""
    return {"name": tag.name}


def _go_on(tag: Tag, by: Agent | None, *, seconds: int = 0) -> None:
    task = "atenda.customers.jobs.go_on_replacing"
    app.configure_task(task, queue="upkeep", schedule_in={"seconds": seconds}).defer(
        organization_id=current_organization().pk, tag_id=tag.pk, agent_id=by.pk if by else None
    )


def _replace_some(kind: str, tag: Tag, other: Tag, most: int, *, by: Agent | None, now: datetime) -> list[list[Any]]:
    """Replace it for so many of the kind; whose it was, and whether they had both."""
    rows = _locked(MODELS[kind].objects.filter(tag_ids__contains=[tag.pk]), most)
    _write(kind, {pk: (ids, {*ids, other.pk} - {tag.pk}) for pk, ids in rows}, by=by, now=now)
    return [[pk, other.pk in ids] for pk, ids in rows]


def _locked(customers: Any, most: int | None = None) -> list[tuple[int, list[int]]]:
    return list(customers.order_by("pk").select_for_update(no_key=True).values_list("pk", "tag_ids")[:most])


def _write(kind: str, changes: dict[int, tuple[list[int], set[int]]], *, by: Agent | None, now: datetime) -> None:
    """Give these customers other tags, by their ids what they had and what they shall have."""
    if not changes:
        return
    model = MODELS[kind]
    model.objects.bulk_update(
        [model(pk=pk, tag_ids=sorted(ids), updated_at=now) for pk, (_had, ids) in changes.items()],
        ["tag_ids", "updated_at"],
        batch_size=1000,
    )
    every = {pk for had, ids in changes.values() for pk in (*had, *ids)}
    names = dict(Tag.objects.filter(pk__in=every).order_by("key").values_list("pk", "name"))
    words = {pk: [_words(each, names) for each in both] for pk, both in changes.items()}
    record_many(model, KINDS[kind], {pk: (before, after) for pk, (before, after) in words.items()}, by=by, at=now)


def _words(ids: Container[int], names: dict[int, str]) -> dict[str, list[str]]:
    """Tags as events keep them: by name, in the order of the alphabet."""
    return {"tags": [name for pk, name in names.items() if pk in ids]}
