"""How every view comes by its customer."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from atenda.customers.models import Account, Contact
from atenda.customers.search import MODELS
from atenda.staff.requests import AtendaRequest

MOST = 9_223_372_036_854_775_807


def visible_customer(request: AtendaRequest, kind: str, pk: int) -> Account | Contact:
    """The account or contact among those the person may see; any other is not found.

    Of one that was merged into another, that other one: its key is not the one asked for."""
    found: Any = None
    if pk <= MOST:
        found = MODELS[kind].objects.in_sight_of(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    survivor: Account | Contact = found.survivor
    return survivor


def visible_contact(request: AtendaRequest, pk: int) -> Contact:
    found = visible_customer(request, Contact.kind, pk)
    assert isinstance(found, Contact)
    return found


def other_of(request: AtendaRequest, stays: Account | Contact, named: str) -> Account | Contact:
    """The other record, of the same kind and not the same one; 404 for anything else."""
    is_key = named.isascii() and named.isdecimal() and len(named) < 20 and int(named) <= MOST
    seen = MODELS[stays.kind].objects.visible_to(request.actor)
    found: Account | Contact | None = seen.filter(pk=int(named)).exclude(pk=stays.pk).first() if is_key else None
    if found is None:
        raise Http404
    return found


def number_in(request: AtendaRequest, name: str) -> int | None:
    """A number of the address; what is none is as if it were not there."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and int(text[:20]) <= MOST and len(text) < 20 else None
