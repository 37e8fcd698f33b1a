"""Accounts and contacts: list, read, put on record, edit, say who works where, merge."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import batches, paging
from atenda.api.answers import said
from atenda.api.batches import Batch, BatchAnswer
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes.customers import (
    AccountFields,
    AccountWhole,
    ContactFields,
    ContactWhole,
    CustomerFields,
    CustomerPage,
    Employment,
    Merged,
    Merging,
    NewContact,
    row,
    whole,
)
from atenda.api.versions import is_known, unchanged
from atenda.customers import linking, merging, opening
from atenda.customers.editing import edit
from atenda.customers.models import Account, Contact
from atenda.customers.narrowing import Narrowing
from atenda.customers.permissions import may_edit_customers, may_merge_customers
from atenda.customers.search import MODELS
from atenda.customers.views.finding import visible_contact, visible_customer
from atenda.customers.worklists import page_of
from atenda.history.deeds import one_deed
from atenda.history.merging import last_seq
from atenda.organizations.patience import at_most

PATIENCE = 5_000  # milliseconds for one page of a list
FILTERS = ("q", "tag", "town", "language", "open")
TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
PARAMETERS = [
    {"in": "query", "name": name, "required": False, "description": description, "schema": schema}
    for name, description, schema in (
        ("q", gettext_noop("A name, a phone number, an e-mail address, a tax number."), TEXT),
        ("tag", gettext_noop("Who has this tag."), TEXT),
        ("town", gettext_noop("Who is in this town."), TEXT),
        (
            "language",
            gettext_noop("Whom we write to in this language."),
            {"type": "string", "enum": ["es", "gl", "en"]},
        ),
        ("open", gettext_noop("Who has pending cases."), {"type": "string", "enum": ["1"]}),
        (
            "limit",
            gettext_noop("How many at once."),
            {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": 50},
        ),
        ("cursor", gettext_noop("From `next` of the page before."), {"type": "string"}),
    )
]
COMPANY = {
    "in": "query",
    "name": "company",
    "required": False,
    "description": "Who works for this account.",
    "schema": {"type": "integer", "minimum": 1},
}

router = Router()


@router.get(
    "contacts/",
    response=CustomerPage,
    summary=gettext_noop("Contacts"),
    openapi_extra={"parameters": [*PARAMETERS, COMPANY]},
)
@needs(Scope.CUSTOMERS_READ)
def list_contacts(request: ApiRequest) -> HttpResponse:
    """People, by name. Without the right to see customers the list is empty."""
    return _list(request, Contact.kind, "company")


@router.get(
    "accounts/", response=CustomerPage, summary=gettext_noop("Accounts"), openapi_extra={"parameters": PARAMETERS}
)
@needs(Scope.CUSTOMERS_READ)
def list_accounts(request: ApiRequest) -> HttpResponse:
    """Companies, by name. Without the right to see customers the list is empty."""
    return _list(request, Account.kind)


@router.post("contacts/", response={201: ContactWhole}, summary=gettext_noop("Put a contact on record"))
@needs(Scope.CUSTOMERS_WRITE)
def open_contact(request: ApiRequest, said: NewContact) -> HttpResponse:
    """Nobody is looked for first: list by phone or e-mail to see whether they are on record already."""
    require(may_edit_customers(request.actor))
    company = _company(request, said.company)
    contact = opening.open_contact(**_named(said), company=company, by=request.actor, now=request.now)
    return _shown(contact, status=201)


@router.post("accounts/", response={201: AccountWhole}, summary=gettext_noop("Put an account on record"))
@needs(Scope.CUSTOMERS_WRITE)
def open_account(request: ApiRequest, said: AccountFields) -> HttpResponse:
    """A company, with its ways to be reached."""
    require(may_edit_customers(request.actor))
    return _shown(opening.open_account(**_named(said), by=request.actor, now=request.now), status=201)


@router.post("contacts/batch/", response=BatchAnswer, summary=gettext_noop("Put contacts on record"))
@needs(Scope.CUSTOMERS_WRITE)
def open_contacts(request: ApiRequest, said: Batch) -> HttpResponse:
    """Up to a thousand, each by itself, as «Put a contact on record» takes them."""
    require(may_edit_customers(request.actor))
    return batches.each(request, said.items, lambda item: open_contact(request, batches.read(NewContact, item)))


@router.post("accounts/batch/", response=BatchAnswer, summary=gettext_noop("Put accounts on record"))
@needs(Scope.CUSTOMERS_WRITE)
def open_accounts(request: ApiRequest, said: Batch) -> HttpResponse:
    """Up to a thousand, each by itself, as «Put an account on record» takes them."""
    require(may_edit_customers(request.actor))
    return batches.each(request, said.items, lambda item: open_account(request, batches.read(AccountFields, item)))


@router.get("contacts/{int:pk}/", response=ContactWhole, summary=gettext_noop("One contact"))
@needs(Scope.CUSTOMERS_READ)
def get_contact(request: ApiRequest, pk: int) -> HttpResponse:
    """Of a record that was merged into another, that other one."""
    return _read(request, visible_contact(request, pk))


@router.get("accounts/{int:pk}/", response=AccountWhole, summary=gettext_noop("One account"))
@needs(Scope.CUSTOMERS_READ)
def get_account(request: ApiRequest, pk: int) -> HttpResponse:
    """Of a record that was merged into another, that other one."""
    return _read(request, visible_customer(request, Account.kind, pk))


@router.patch("contacts/{int:pk}/", response=ContactWhole, summary=gettext_noop("Edit a contact"))
@needs(Scope.CUSTOMERS_WRITE)
def edit_contact(request: ApiRequest, pk: int, said: ContactFields) -> HttpResponse:
    """What is named changes, all else stays."""
    return _edit(request, visible_contact(request, pk), said)


@router.patch("accounts/{int:pk}/", response=AccountWhole, summary=gettext_noop("Edit an account"))
@needs(Scope.CUSTOMERS_WRITE)
def edit_account(request: ApiRequest, pk: int, said: AccountFields) -> HttpResponse:
    """What is named changes, all else stays."""
    return _edit(request, visible_customer(request, Account.kind, pk), said)


@router.put(
    "contacts/{int:pk}/companies/{int:account}/", response=ContactWhole, summary=gettext_noop("Say where they work")
)
@needs(Scope.CUSTOMERS_WRITE)
def link_company(request: ApiRequest, pk: int, account: int, said: Employment) -> HttpResponse:
    """Said again with another position, the position changes."""
    contact, company = _both(request, pk, account)
    linking.link(contact, company, position=said.position, by=request.actor, now=request.now)
    return _shown(contact)


@router.delete(
    "contacts/{int:pk}/companies/{int:account}/",
    response=ContactWhole,
    summary=gettext_noop("They no longer work there"),
)
@needs(Scope.CUSTOMERS_WRITE)
def unlink_company(request: ApiRequest, pk: int, account: int) -> HttpResponse:
    """Said again, it changes nothing."""
    contact, company = _both(request, pk, account)
    linking.unlink(contact, company, by=request.actor, now=request.now)
    return _shown(contact)


@router.post("contacts/{int:pk}/merging/", response=Merged, summary=gettext_noop("Merge a contact into this one"))
@needs(Scope.CUSTOMERS_WRITE)
def merge_contact(request: ApiRequest, pk: int, said: Merging) -> HttpResponse:
    """Cases, companies and ways to reach them become this one's. It can be taken back for thirty days."""
    return _merge(request, visible_contact(request, pk), said)


@router.post("accounts/{int:pk}/merging/", response=Merged, summary=gettext_noop("Merge an account into this one"))
@needs(Scope.CUSTOMERS_WRITE)
def merge_account(request: ApiRequest, pk: int, said: Merging) -> HttpResponse:
    """Cases, people and ways to reach them become this one's. It can be taken back for thirty days."""
    return _merge(request, visible_customer(request, Account.kind, pk), said)


def _list(request: ApiRequest, kind: str, *more: str) -> HttpResponse:
    paging.known_parameters(request, *FILTERS, *more, "limit", "cursor")
    narrowing = Narrowing.of(request.GET, kind)
    paging.refuse_unread(request, (*FILTERS, *more), ["q" if name == "text" else name for name in narrowing.used])
    size, after = paging.limit_of(request), paging.cursor_of(request, kind)
    with at_most(PATIENCE):
        found = page_of(kind, actor=request.actor, narrowing=narrowing, after=int(after) if after else None, size=size)
    return paging.page(request, [row(card) for card in found.cards], kind=kind, end=str(found.older or ""))


def _read(request: ApiRequest, customer: Account | Contact) -> HttpResponse:
    etag = _etag(customer, version := last_seq(customer))
    if is_known(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    return said(whole(customer, version), headers={"ETag": etag})


def _edit(request: ApiRequest, customer: Account | Contact, said: CustomerFields) -> HttpResponse:
    require(may_edit_customers(request.actor))
    with one_deed():
        customer.lock()
        unchanged(request, _etag(customer, last_seq(customer)))
        edit(customer, by=request.actor, now=request.now, **said.values())
    return _shown(customer)


def _merge(request: ApiRequest, stays: Account | Contact, said_: Merging) -> HttpResponse:
    require(may_merge_customers(request.actor))
    goes: Any = MODELS[stays.kind].objects.visible_to(request.actor).filter(pk=said_.other).first()
    if goes is None:
        raise Problem("invalid", (fault := not_there("/other")).message, [fault])
    event = merging.merge(stays, goes, chosen=said_.chosen, by=request.actor, now=request.now)
    return said({"id": stays.pk, "event": event.pk})


def _both(request: ApiRequest, pk: int, account: int) -> tuple[Contact, Account]:
    contact, company = visible_contact(request, pk), visible_customer(request, Account.kind, account)
    require(may_edit_customers(request.actor))
    assert isinstance(company, Account)
    return contact, company


def _company(request: ApiRequest, pk: int | None) -> Account | None:
    try:
        found = visible_customer(request, Account.kind, pk) if pk is not None else None
    except Http404:
        raise Problem("invalid", (fault := not_there("/company")).message, [fault]) from None
    assert found is None or isinstance(found, Account)
    return found


def _named(said: CustomerFields) -> dict[str, Any]:
    """A new customer has a name, however little else is said."""
    return {"name": "", **said.values()}


def _shown(customer: Account | Contact, status: int = 200) -> HttpResponse:
    """The customer as it is now."""
    version = last_seq(customer)
    headers = {"ETag": _etag(customer, version)}
    if status == 201:
        headers["Location"] = f"/api/v1/{customer.kind}s/{customer.pk}/"
    return said(whole(customer, version), status, headers)


def _etag(customer: Account | Contact, version: int) -> str:
    return f'"{customer.kind}.{customer.pk}.{version}"'
