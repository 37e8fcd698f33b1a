"""Accounts and contacts as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from atenda.api.shapes import Answer, Id, Ref, Shape, ref
from atenda.customers.cards import Card
from atenda.customers.countries import is_country
from atenda.customers.models import Account, Contact, TaxKind
from atenda.customers.reaching import ways_of
from atenda.customers.tags import LONGEST, MOST, names_of
from atenda.customers.time_zones import is_zone
from atenda.customers.uniting import ASKED, GOES, STAYS
from atenda.customers.ways import WAYS, Way, from_words
from atenda.customers.worklists import companies_of, people_of

MOST_WAYS = 50
LANGUAGES = [code for code, _name in settings.LANGUAGES]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Label = Annotated[str, Field(max_length=40)]
TagName = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^,;]*[^,;\s][^,;]*$")]


def _email(value: Any) -> str:
    try:
        if isinstance(value, str) and len(value) <= 254:
            validate_email(value.strip())
            return value
    except ValidationError:
        pass
    raise PydanticCustomError("email", "an e-mail address")


def _country(value: Any) -> str:
    if value == "" or (isinstance(value, str) and is_country(value)):
        return str(value)
    raise PydanticCustomError("country", "a country")


def _zone(value: Any) -> str:
    if value == "" or (isinstance(value, str) and is_zone(value)):
        return str(value)
    raise PydanticCustomError("zone", "a time zone")


Email = Annotated[Any, PlainValidator(_email), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})]
Country = Annotated[
    Any, PlainValidator(_country), WithJsonSchema({"type": "string", "description": "ISO 3166-1.", "examples": ["ES"]})
]
Zone = Annotated[
    Any,
    PlainValidator(_zone),
    WithJsonSchema({"type": "string", "description": "By its IANA name.", "examples": ["Europe/Madrid"]}),
]


class EmailFields(Shape):
    address: Email
    label: Label = ""
    is_default: bool = False


class PhoneFields(Shape):
    number: Annotated[str, Field(min_length=1, max_length=32)]
    label: Label = ""
    is_default: bool = False


class AddressFields(Shape):
    street: Annotated[str, Field(min_length=1, max_length=200)]
    postal_code: Annotated[str, Field(max_length=12)] = ""
    city: Annotated[str, Field(max_length=100)] = ""
    province: Annotated[str, Field(max_length=100)] = ""
    country: Country = ""
    label: Label = ""
    is_default: bool = False


class CustomerFields(Shape):
    """What can be said of a customer. What is not named stays as it is; ways to reach them and tags are given whole."""

    name: Name | None = None
    tax_id: Annotated[str, Field(max_length=30)] | None = None
    tax_kind: Literal["", *TaxKind.values] | None = None  # type: ignore[valid-type]
    tax_kept: bool | None = Field(default=None, description="Keep the number though it does not fit its rules.")
    language: Literal["", *LANGUAGES] | None = None  # type: ignore[valid-type]
    time_zone: Zone | None = None
    notes: Annotated[str, Field(max_length=10_000)] | None = None
    tags: Annotated[list[TagName], Field(max_length=MOST)] | None = None
    emails: Annotated[list[EmailFields], Field(max_length=MOST_WAYS)] | None = None
    phones: Annotated[list[PhoneFields], Field(max_length=MOST_WAYS)] | None = None
    addresses: Annotated[list[AddressFields], Field(max_length=MOST_WAYS)] | None = None

    def values(self) -> dict[str, Any]:
        """What the verbs take, of what was said."""
        said = {name: value for name, value in self.model_dump(exclude_unset=True).items() if value is not None}
        return {name: from_words(name, value) if name in WAYS else value for name, value in said.items()}


class AccountFields(CustomerFields):
    pass


class ContactFields(CustomerFields):
    pass


class NewContact(CustomerFields):
    """A contact, and where they work if that is known."""

    company: Id | None = Field(default=None, description="The account they work for.")
    position: Annotated[str, Field(max_length=120)] | None = None

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "company"}


class Employment(Shape):
    position: Annotated[str, Field(max_length=120)] = ""


class Merging(Shape):
    """Which record goes into this one, and of which of the two each value is; this one's where nothing is said."""

    other: Id
    chosen: dict[Literal[*ASKED], Literal[STAYS, GOES]] = Field(default_factory=dict)  # type: ignore[valid-type]


class EmailAnswer(Answer):
    address: str
    label: str
    is_default: bool


class PhoneAnswer(Answer):
    number: str = Field(description="E.164 where it could be read as a number.")
    label: str
    is_default: bool


class AddressAnswer(Answer):
    street: str
    postal_code: str
    city: str
    province: str
    country: str
    label: str
    is_default: bool


class Company(Answer):
    account: Ref
    position: str


class Person(Answer):
    contact: Ref
    position: str


class CustomerRow(Answer):
    """A customer in a list, with the ways to reach them that are the default."""

    id: int
    name: str
    phone: str
    email: str
    town: str


class CustomerPage(Answer):
    items: list[CustomerRow]
    next: str | None = Field(description="The address of what follows, if anything does.")


class CustomerWhole(Answer):
    id: int
    name: str
    tax_id: str
    tax_kind: str
    tax_kept: bool
    language: str
    time_zone: str
    notes: str
    tags: list[str]
    emails: list[EmailAnswer]
    phones: list[PhoneAnswer]
    addresses: list[AddressAnswer]
    created_at: datetime
    updated_at: datetime
    version: int = Field(description="Grows with every change; the ETag is made of it.")


class ContactWhole(CustomerWhole):
    companies: list[Company] = Field(description="Where they work, up to a hundred.")


class AccountWhole(CustomerWhole):
    people: list[Person] = Field(description="Who works there, up to a hundred.")


class Merged(Answer):
    """The record that stayed, and the event with which it can be taken back for thirty days."""

    id: int
    event: int


def row(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in ("id", "name", "phone", "email", "town")}


def whole(customer: Account | Contact, version: int) -> dict[str, Any]:
    """A customer with everything on record."""
    plain = ("name", "tax_id", "tax_kind", "tax_kept", "language", "time_zone", "notes", "created_at", "updated_at")
    said = {"id": customer.pk, **{name: getattr(customer, name) for name in plain}, "version": version}
    said |= {"tags": names_of(customer.tag_ids), **{field: _ways(ways_of(customer, field)) for field in WAYS}}
    if isinstance(customer, Contact):
        links = companies_of(customer)
        said["companies"] = [{"account": ref(link.account), "position": link.position} for link in links]
    else:
        people = people_of(customer)
        said["people"] = [
            {"contact": {"id": card.id, "name": card.name}, "position": position} for card, position in people
        ]
    return said


def _ways(ways: Iterable[Way]) -> list[dict[str, Any]]:
    return [asdict(way) for way in ways]
