"""What a list of customers is narrowed to: read from its address, put back into it, and asked of the database.

Every condition is one index in the order of names, or few rows; the planner walks the names for what is common and
the index for what is rare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.customers.models import Account, AccountContact, Contact, EmailAddress, PhoneNumber
from atenda.customers.naming import clean
from atenda.customers.phones import is_phone_like, national_beginnings
from atenda.customers.tags import key_of, tags_meant
from atenda.customers.tax_numbers import is_tax_number_like, normalised
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold, sort_key
from atenda.staff.models import Agent

MOST_WORDS = 6
MOST_OWNERS = 2000
NOBODY = Q(pk__in=[])
LARGEST = 9_223_372_036_854_775_807


@dataclass(frozen=True)
class Narrowing:
    """The filters in use; those that are empty are not. `company` is the id of an account, for contacts alone."""

    text: str = ""
    tag: str = ""
    town: str = ""
    language: str = ""
    open: bool = False
    company: int = 0

    @classmethod
    def of(cls, address: QueryDict, kind: str) -> Narrowing:
        """What an address says (`?q=&tag=&town=&language=&open=1&company=7`); what makes no sense is not there."""
        said = {name: clean(address.get(name, ""))[:200] for name in ("q", "tag", "town", "language", "company")}
        number = said["company"].removeprefix(f"{Account.kind}:")  # as the picker says it
        is_number = number.isascii() and number.isdecimal() and len(number) < 20 and int(number) <= LARGEST
        return cls(
            text=said["q"],
            tag=said["tag"],
            town=said["town"],
            language=said["language"] if said["language"] in dict(settings.LANGUAGES) else "",
            open=address.get("open") == "1",
            company=int(number) if is_number and kind == Contact.kind else 0,
        )

    @property
    def used(self) -> list[str]:
        return [field.name for field in fields(self) if getattr(self, field.name)]

    @property
    def is_by_words(self) -> bool:
        """Whether what was typed is words of a name."""
        text = self.text
        return bool(text) and not (is_phone_like(text) or "@" in text or is_tax_number_like(text))

    def without(self, name: str) -> Narrowing:
        return replace(self, **{name: type(getattr(self, name))()})

    @property
    def query(self) -> str:
        """The end of the address of the list narrowed so."""
        said = {"q" if name == "text" else name: getattr(self, name) for name in self.used}
        return f"?{urlencode({name: 1 if value is True else value for name, value in said.items()})}" if said else "?"

    @cached_property
    def account(self) -> Account | None:
        """The company; of one that was merged into another, that one."""
        found: Account | None = Account.objects.filter(pk=self.company).first() if self.company else None
        return found.survivor if found else None

    def shown(self, name: str) -> str:
        """A filter as a person reads it."""
        match name:
            case "open":
                return _("With open cases")
            case "language":
                return str(dict(settings.LANGUAGES)[self.language])
            case "company":
                return self.account.name if self.account else "—"
            case _:
                return str(getattr(self, name))


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: str
    without: str
    helps: bool = False  # without it there would be some


def chips(narrowing: Narrowing) -> list[Chip]:
    return [Chip(narrowing.shown(name), narrowing.without(name).query) for name in narrowing.used]


def ways_out(narrowing: Narrowing, everyone: Any, actor: Agent) -> list[Chip]:
    """Of a list with nothing in it, the filters of which each, dropped alone, would show some."""
    return [
        Chip(narrowing.shown(name), narrowing.without(name).query, helps=True)
        for name in narrowing.used
        if len(narrowing.used) > 1 and narrowed(everyone, narrowing.without(name), actor).exists()
    ]


def narrowed(everyone: Any, narrowing: Narrowing, actor: Agent) -> Any:
    """Those of the accounts or contacts for whom all of it holds."""
    for condition in _conditions(everyone.model.kind, narrowing, actor):
        everyone = everyone.filter(condition)
    return everyone


def _conditions(kind: str, narrowing: Narrowing, actor: Agent) -> Iterator[Any]:
    if narrowing.text:
        yield _meant(kind, narrowing.text)
    if narrowing.tag:
        tag = tags_meant([narrowing.tag]).get(key_of(narrowing.tag))
        yield Q(tag_ids__contains=[tag.pk if tag else 0])
    if narrowing.town:
        yield Q(town=fold(narrowing.town)[:100]) & ~Q(town="")
    if narrowing.language:
        yield Q(language=narrowing.language)
    if narrowing.open:
        yield Exists(Case.objects.visible_to(actor).filter(**{kind: OuterRef("pk")}, closed_at=None))
    if narrowing.company:
        account = narrowing.account.pk if narrowing.account else 0
        yield Exists(AccountContact.objects.filter(contact=OuterRef("pk"), account=account))


def _meant(kind: str, text: str) -> Any:
    """One reading of what was typed, the likeliest: a phone, an e-mail, a tax number, or words of the name."""
    if is_phone_like(text):
        either = [Q(national__startswith=each) for each in national_beginnings(text, current_organization().country)]
        return _owned(kind, PhoneNumber.objects.filter(reduce(or_, either))) if either else NOBODY
    if "@" in text:
        return _owned(kind, EmailAddress.objects.filter(address__startswith=text.lower()))
    if is_tax_number_like(text):
        return Q(tax_id__startswith=normalised(text)) & ~Q(tax_id="")
    words = Q()
    for word in fold(text).split()[:MOST_WORDS]:
        words &= Q(search_name__contains=f" {sort_key(word)}")
    return words


def _owned(kind: str, ways: Any) -> Q:
    """Whose these ways are. Looked up apart: the planner knows nothing of how few they are."""
    return Q(pk__in=list(ways.filter(**{f"{kind}__isnull": False}).values_list(f"{kind}_id", flat=True)[:MOST_OWNERS]))
