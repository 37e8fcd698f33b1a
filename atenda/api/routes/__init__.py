"""The operations of the API, one file for each subject. A new subject is one line here."""

from __future__ import annotations

from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api.routes import (
    audit,
    bell,
    case_deeds,
    casefiles,
    cases,
    counting,
    customer_tags,
    customers,
    duplicates,
    exports,
    field_rules,
    figures,
    files,
    health,
    imports,
    mail,
    many,
    notes,
    people,
    picklists,
    searching,
    teams,
    views,
    webhooks,
)

ROUTERS: dict[str, Router] = {
    gettext_noop("Cases"): cases.router,
    gettext_noop("Deeds on cases"): case_deeds.router,
    gettext_noop("Deeds on many cases"): many.router,
    gettext_noop("Case files"): casefiles.router,
    gettext_noop("Search"): searching.router,
    gettext_noop("How many cases"): counting.router,
    gettext_noop("Figures"): figures.router,
    gettext_noop("Notes"): notes.router,
    gettext_noop("Files"): files.router,
    gettext_noop("Customers"): customers.router,
    gettext_noop("Duplicates"): duplicates.router,
    gettext_noop("Picklists"): picklists.router,
    gettext_noop("People"): people.router,
    gettext_noop("Teams and roles"): teams.router,
    gettext_noop("Tags of customers"): customer_tags.router,
    gettext_noop("Fields and moves"): field_rules.router,
    gettext_noop("Views of cases"): views.router,
    gettext_noop("Bell"): bell.router,
    gettext_noop("Notices and mail"): mail.router,
    gettext_noop("Health"): health.router,
    gettext_noop("Exports"): exports.router,
    gettext_noop("Webhooks"): webhooks.router,
    gettext_noop("Imports"): imports.router,
    gettext_noop("Audit log"): audit.router,
}
