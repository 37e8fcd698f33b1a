"""The deeds on customers, told in memory; see `loading.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from django.db import models

from atenda.customers import events as customer_events
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.naming import clean, words_of
from atenda.customers.profile import PLAIN, Profile, checked_tax, columns_of, settled, town_of
from atenda.customers.reaching import ROWS
from atenda.customers.ways import Email, Phone, Postal, Way, in_words
from atenda.customers.ways import settled as settled_ways
from atenda.importing.fast.copying import Row
from atenda.importing.fast.story import Story
from atenda.importing.fast.telling import Known, way_row
from atenda.staff.models import Agent

# each after those it points to
TABLES: tuple[type[models.Model], ...] = (Account, Contact, AccountContact, *ROWS.values())
NOTHING_KNOWN: dict[str, Any] = {"language": "", "time_zone": "", "notes": "", "tag_ids": [], "merged_into_id": None}


class CustomerDeeds(Story):
    """`words` are those of their names."""

    def __init__(self) -> None:
        super().__init__()
        self.customers: dict[type[models.Model], list[Row]] = {table: [] for table in TABLES}
        self.words: set[str] = set()

    def open_account(
        self,
        *,
        name: str,
        emails: Sequence[Email] = (),
        phones: Sequence[Phone] = (),
        addresses: Sequence[Postal] = (),
        by: Agent | None,
        now: datetime,
        **profile: Unpack[Profile],
    ) -> Known:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        return self._open_customer(Account, {"name": name, **profile}, reach, by, now)

    def open_contact(
        self,
        *,
        name: str,
        emails: Sequence[Email] = (),
        phones: Sequence[Phone] = (),
        addresses: Sequence[Postal] = (),
        company: Known | None = None,
        position: str = "",
        by: Agent | None,
        now: datetime,
        **profile: Unpack[Profile],
    ) -> Known:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        contact = self._open_customer(Contact, {"name": name, **profile}, reach, by, now)
        if company is not None:
            self.link(contact, company, position=position, by=by, now=now)
        return contact

    def link(self, contact: Known, account: Known, *, position: str = "", by: Agent | None, now: datetime) -> None:
        position = clean(position)
        self._customer_row(AccountContact, account_id=account.pk, contact_id=contact.pk, position=position)
        company = {"account": account.pk, "name": account.name, "position": position}
        self._record(contact, customer_events.CONTACT_LINKED.name, by, now, after={"company": company})

    def _open_customer(
        self,
        model: type[Account] | type[Contact],
        profile: Mapping[str, Any],
        reach: Mapping[str, Sequence[Way]],
        by: Agent | None,
        now: datetime,
    ) -> Known:
        country = self.organization.country
        ways = {field: settled_ways(given, country) for field, given in reach.items()}
        words = settled(profile)
        words |= checked_tax(words, ways["addresses"])
        customer = Known(model, next(self.ids[model]), words["name"])
        columns = {**NOTHING_KNOWN, **columns_of(words), "town": town_of(ways["addresses"])}
        self._customer_row(model, id=customer.pk, created_at=now, updated_at=now, **columns)
        self.words |= words_of(customer.name)
        owners = {"account_id": None, "contact_id": None, f"{model.kind}_id": customer.pk}
        for field, some in ways.items():
            for way in some:
                self._customer_row(ROWS[field], **owners, **way_row(way, country))
        after = {name: words[name] for name in PLAIN if words.get(name)}
        after |= {field: in_words(some) for field, some in ways.items() if some}
        kind = customer_events.ACCOUNT_CREATED if model is Account else customer_events.CONTACT_CREATED
        customer.words = after
        self._record(customer, kind.name, by, now, after=after)
        return customer

    def _customer_row(self, table: type[models.Model], **row: Any) -> None:
        self.customers[table].append(row)
