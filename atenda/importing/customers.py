"""Whose a row is: the customer that an import brought before, that has this e-mail or phone, or that is called so.

All rows of a batch are looked up together. Who is nowhere is put on record with the little the row says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from atenda.customers.models import Account, Contact, EmailAddress, PhoneNumber
from atenda.customers.naming import search_name_of
from atenda.customers.phones import read_phone
from atenda.customers.ways import Email, Phone
from atenda.importing.fast.loading import FastPath
from atenda.importing.fast.telling import Known
from atenda.importing.models import Brought, Import
from atenda.organizations.entering import current_organization

MODELS: dict[str, Any] = {"account": Account, "contact": Contact}


class Unfit(Exception):
    """No customer, or several: `name` of a refusal, and what it speaks of."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name)
        self.name, self.value = name, value


class Customers:
    """The customers that the rows of a batch speak of."""

    def __init__(self, bringing: Import, rows: Iterable[Mapping[str, Any]]) -> None:
        self.source = bringing.source
        self.may_make = bool(bringing.mapping.get("create_customers", True))
        self.region = current_organization().country
        rows = list(rows)
        self.brought: dict[tuple[str, str], Known] = {}
        self.made: list[tuple[str, str, Known]] = []
        self._read_brought(rows)
        self.by_email = _by_way(EmailAddress, "address", {row["email"] for row in rows if row.get("email")})
        self.by_phone = _by_way(
            PhoneNumber, "national", {self._national(row["phone"]) for row in rows if row.get("phone")} - {""}
        )
        self.by_name = {
            "account": _by_name(
                Account, [row[name] for row in rows for name in ("account", "company") if row.get(name)]
            ),
            "contact": _by_name(
                Contact, [row[name] for row in rows for name in ("contact", "account") if row.get(name)]
            ),
        }

    def of_case(self, row: Mapping[str, Any], fast: FastPath, *, by: Any, now: Any, at: Any) -> dict[str, Known | None]:
        """Contact and account of a row of a case. Raises Unfit."""
        account = self._account(row.get("account_id"), row.get("account"), fast, by=by, now=now, at=at, is_alone=True)
        if isinstance(account, Known) and account.model is Contact:
            return {"contact": account, "account": None}
        contact = self._contact(row, account, fast, by=by, now=now, at=at)
        if contact is not None and contact.model is Account:
            return {"contact": None, "account": account or contact}
        if contact is None and account is None:
            raise Unfit("unknown_customer", _said(row))
        return {"contact": contact, "account": account}

    def company(self, row: Mapping[str, Any], fast: FastPath, *, by: Any, now: Any, at: Any) -> Known | None:
        """The account a row of a contact names. Raises Unfit."""
        return self._account(row.get("company_id"), row.get("company"), fast, by=by, now=now, at=at, is_alone=False)

    def _account(
        self, external: str | None, name: str | None, fast: FastPath, *, by: Any, now: Any, at: Any, is_alone: bool
    ) -> Known | None:
        if not external and not name:
            return None
        if external and (known := self.brought.get(("account", external))):
            return known
        if name:
            if known := self.brought.get(("account", _made_up(name))):
                return known
            there = self.by_name["account"].get(search_name_of(name), [])
            if len(there) > 1:
                raise Unfit("several_customers", name)
            if there:
                return there[0]
            people = self.by_name["contact"].get(search_name_of(name), []) if is_alone else []
            if len(people) == 1:
                return people[0]
        if not self.may_make:
            raise Unfit("unknown_customer", name or external or "")
        fast.origin = [0, external or name]
        made = fast.open_account(name=name or str(external), by=by, now=now)
        self._remember("account", external or _made_up(str(name)), made)
        if name:
            self.by_name["account"].setdefault(search_name_of(name), []).append(made)
        return made

    def _contact(
        self, row: Mapping[str, Any], account: Known | None, fast: FastPath, *, by: Any, now: Any, at: Any
    ) -> Known | None:
        external, name = row.get("contact_id"), row.get("contact")
        email, phone = row.get("email"), row.get("phone")
        if not (external or name or email or phone):
            return None
        for key in filter(None, (external, _made_up(email), _made_up(name) if not email else None)):
            if known := self.brought.get(("contact", key)):
                return known
        if email and (there := self.by_email.get(email)):
            return _called(there, name) or there[0]
        if not email and phone and (there := self.by_phone.get(self._national(phone[0]))):
            return _called(there, name) or there[0]
        if name and not email and not phone:
            there = self.by_name["contact"].get(search_name_of(name), [])
            if len(there) > 1:
                raise Unfit("several_customers", name)
            if there:
                return there[0]
            companies = self.by_name["account"].get(search_name_of(name), [])
            if account is None and len(companies) == 1:
                return companies[0]
        if not self.may_make:
            raise Unfit("unknown_customer", _said(row))
        fast.origin = [0, external or email or name]
        made = fast.open_contact(
            name=name or email or (phone[0] if phone else str(external)),
            emails=[Email(email)] if email else [],
            phones=[Phone(each) for each in phone or ()],
            company=account,
            by=by,
            now=now,
        )
        self._remember("contact", external or _made_up(email) or _made_up(name) or f"~{(phone or [''])[0]}", made)
        if email:
            self.by_email.setdefault(email, []).append(made)
        elif phone:
            self.by_phone.setdefault(self._national(phone[0]), []).append(made)
        if name:
            self.by_name["contact"].setdefault(search_name_of(name), []).append(made)
        return made

    def _remember(self, kind: str, external: str, made: Known) -> None:
        self.brought[kind, external] = made
        self.made.append((kind, external, made))

    def _read_brought(self, rows: list[Mapping[str, Any]]) -> None:
        wanted: dict[str, set[str]] = {"account": set(), "contact": set()}
        for row in rows:
            wanted["account"] |= {row[name] for name in ("account_id", "company_id") if row.get(name)}
            wanted["account"] |= {_made_up(row[name]) for name in ("account", "company") if row.get(name)}
            wanted["contact"] |= {row["contact_id"]} if row.get("contact_id") else set()
            wanted["contact"] |= {_made_up(row[name]) for name in ("email", "contact") if row.get(name)}
        for kind, keys in wanted.items():
            found = Brought.objects.filter(source=self.source, kind=kind, external_id__in=keys - {""})
            for each in found.select_related(kind) if keys else ():
                customer = getattr(each, kind)
                if customer is not None:
                    customer = customer.survivor
                    self.brought[kind, each.external_id] = Known(MODELS[kind], customer.pk, customer.name)

    def _national(self, phone: str | list[str]) -> str:
        text = phone if isinstance(phone, str) else phone[0] if phone else ""
        return read_phone(text, self.region).national


def _by_way(model: Any, column: str, wanted: set[str]) -> dict[str, list[Known]]:
    """By e-mail or phone the customers who have it, those put on record first before the others, people first."""
    found: dict[str, list[Known]] = {}
    if not wanted:
        return found
    rows = model.objects.filter(**{f"{column}__in": wanted}).order_by("pk")
    names = (column, "contact_id", "contact__name", "account_id", "account__name")
    for way, contact, contact_name, account, account_name in sorted(
        rows.values_list(*names), key=lambda row: (row[1] is None, row[1] or row[3])
    ):
        known = Known(Contact, contact, contact_name) if contact else Known(Account, account, account_name)
        found.setdefault(way, []).append(known)
    return found


def _by_name(model: Any, names: Iterable[str]) -> dict[str, list[Known]]:
    wanted = {search_name_of(name) for name in names}
    found: dict[str, list[Known]] = {}
    rows = model.objects.current().filter(search_name__in=wanted).order_by("pk") if wanted else model.objects.none()
    for pk, name, search_name in rows.values_list("pk", "name", "search_name"):
        found.setdefault(search_name, []).append(Known(model, pk, name))
    return found


def _called(there: list[Known], name: str | None) -> Known | None:
    """Of several with one e-mail, the one who is called so."""
    return next((each for each in there if name and search_name_of(each.name) == search_name_of(name)), None)


def _made_up(text: str | None) -> str:
    """What a customer without a number of its own is remembered by."""
    return f"~{search_name_of(text).strip()}"[:120] if text else ""


def _said(row: Mapping[str, Any]) -> str:
    words = (row.get(name) for name in ("contact", "account", "email", "contact_id", "account_id"))
    return str(next(filter(None, words), ""))
