"""Which tables and columns an archive holds, in what order they are read back, and what stays out, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from atenda.organizations.tenancy import OrgFK

COUNTED = "counted anew from what is archived"
PASSING = "says which form was sent, for a day or so"
OPENS = "opens something"
ELSEWHERE = "leads to a file on this machine"

ARCHIVED = frozenset(
    {
        "access.role",
        "autoclosing.announced",
        "autoclosing.policy",
        "cases.barredmove",
        "cases.campaign",
        "cases.case",
        "cases.caseassignee",
        "cases.casetype",
        "cases.category",
        "cases.closingreason",
        "cases.currentcampaign",
        "cases.fieldrule",
        "cases.importance",
        "cases.interlude",
        "cases.priority",
        "cases.replacement",
        "cases.source",
        "cases.state",
        "cases.tag",
        "conversations.message",
        "conversations.note",
        "conversations.sideconversation",
        "customers.account",
        "customers.accountcontact",
        "customers.address",
        "customers.contact",
        "customers.emailaddress",
        "customers.likelyduplicate",
        "customers.nameword",
        "customers.phonenumber",
        "customers.tag",
        "figures.chosenperiod",
        "files.attachment",
        "files.content",
        "files.filecount",
        "history.event",
        "history.eventpayload",
        "importing.brought",
        "importing.change",
        "importing.import",
        "importing.refusedrow",
        "intake.block",
        "intake.deadaddress",
        "intake.policy",
        "intake.rawmail",
        "intake.rule",
        "macros.macro",
        "macros.quickreply",
        "mailboxes.mailbox",
        "notices.following",
        "notices.mail",
        "notices.mailserver",
        "notices.news",
        "notices.notice",
        "notices.policy",
        "notices.preference",
        "notices.wording",
        "satisfaction.policy",
        "satisfaction.survey",
        "signatures.signature",
        "staff.agent",
        "staff.team",
        "staff.teammembership",
        "worklists.boardlimits",
        "worklists.bulkdeed",
        "worklists.bulkrow",
        "worklists.habits",
        "worklists.rolestart",
        "worklists.savedview",
    }
)
LEFT_OUT: Mapping[str, str] = {
    "api.apitoken": OPENS,
    "api.keptanswer": PASSING,
    "api.meter": "counts what was asked a moment ago",
    "cases.casecount": COUNTED,
    "cases.caseopening": PASSING,
    "conversations.draft": "what nobody has sent",
    "customers.customeropening": PASSING,
    "customers.duplicatesearch": "says when duplicates were last looked for",
    "exporting.export": ELSEWHERE,
    "figures.addedup": COUNTED,
    "figures.day": COUNTED,
    "figures.dayinpart": COUNTED,
    "figures.stale": COUNTED,
    "files.upload": "a file of a form that nobody has saved",
    "history.ledgercheck": "says when this machine last looked at the history",
    "mailboxes.domaincheck": "says what the DNS said when it was last asked",
    "mailboxes.hookdoor": OPENS,
    "mailboxes.imapdoor": OPENS,
    "mailboxes.imapfolder": ELSEWHERE,
    "mailboxes.mailboxaddress": "leads to one mailbox of all: it is added where mail shall come in",
    "notices.customerlink": OPENS,
    "notices.sandbox": "keeps the mails of this desk, not of another",
    "searching.casetext": COUNTED,
    "searching.knownword": COUNTED,
    "webhooks.delivery": PASSING,
    "webhooks.endpoint": OPENS,
    "webhooks.owed": PASSING,
}
# the version of archives from which on a table is there, where it is not the first
SINCE: Mapping[str, int] = {
    "autoclosing.announced": 2,
    "autoclosing.policy": 2,
    "conversations.message": 2,
    "conversations.sideconversation": 4,
    "intake.block": 2,
    "intake.deadaddress": 2,
    "intake.policy": 2,
    "intake.rawmail": 2,
    "intake.rule": 2,
    "macros.macro": 3,
    "macros.quickreply": 3,
    "mailboxes.mailbox": 2,
    "satisfaction.policy": 2,
    "satisfaction.survey": 2,
    "signatures.signature": 4,
}
# columns that stay out of a table that goes along; read back, they are as in a new row
LEFT_OUT_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "files.content": {"preview": "drawn anew", "pages": "drawn anew"},
    "importing.import": {"upload": ELSEWHERE, "rows": ELSEWHERE},
    "notices.mailserver": {"password": OPENS, "client_secret": OPENS},
    "satisfaction.survey": {"nonce": OPENS},
    "staff.agent": {"is_invited": "everybody is invited anew: no password goes along"},
}
# a person who signs in is known by their e-mail; nothing else of how they sign in goes along
IDENTITY = "identity"
IDENTITY_SQL = """(SELECT json_build_object('email', i.email, 'language', i.language, 'time_zone', i.time_zone)
    FROM access_identity i WHERE i.id = t.identity_id) AS identity"""


@dataclass(frozen=True)
class TableOf:
    """One table: its columns as they stand in a line, those it is put in order by, and those that are filled in last,
    for they may point to a row that comes later."""

    name: str
    model: Any
    columns: tuple[str, ...]
    key: tuple[str, ...]
    late: tuple[str, ...]

    @property
    def db_table(self) -> str:
        table: str = self.model._meta.db_table
        return table

    @property
    def has_id(self) -> bool:
        return self.key == ("id",)

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"

    def missing(self, given: tuple[str, ...]) -> dict[str, Any]:
        """What columns hold that an older archive does not know, and those that always stay out."""
        fields = {field.column: field for field in self.model._meta.concrete_fields}
        there = {"identity_id" if name == IDENTITY else name for name in given} | {"organization_id", "id"}
        return {column: field.get_default() for column, field in fields.items() if column not in there}


@cache
def tables() -> tuple[TableOf, ...]:
    """Those that go along, each after all that it points to."""
    known = {model._meta.label_lower: model for model in apps.get_models() if is_tenant(model)}
    wanted = {name: known[name] for name in ARCHIVED if name in known}
    order = TopologicalSorter({name: sorted(_pointed_to(model) & ARCHIVED) for name, model in sorted(wanted.items())})
    return tuple(_table(wanted[name]) for name in order.static_order())


def is_tenant(model: Any) -> bool:
    return bool(getattr(model, "is_tenant_table", False))


def _pointed_to(model: Any) -> set[str]:
    links = [field for field in model._meta.concrete_fields if isinstance(field, OrgFK)]
    return {field.related_model._meta.label_lower for field in links if field.related_model is not model}


def _table(model: Any) -> TableOf:
    name = model._meta.label_lower
    key = getattr(model, "organization_key", ("id",))
    out = {"organization_id", *LEFT_OUT_COLUMNS.get(name, {}), *(() if key == ("id",) else ("id",))}
    fields = [field for field in model._meta.concrete_fields if field.column not in out]
    late = tuple(field.column for field in fields if isinstance(field, OrgFK) and field.related_model is model)
    columns = tuple(IDENTITY if _is_identity(field) else field.column for field in fields)
    return TableOf(name, model, columns, key, late)


def _is_identity(field: models.Field[Any, Any]) -> bool:
    return field.is_relation and field.related_model is not None and field.column == "identity_id"
