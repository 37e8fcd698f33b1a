"""The operations of the API, one file for each subject. A new subject is one line here."""

from __future__ import annotations

from ninja import Router

from atenda.api.routes import case_deeds, cases, customers, files, notes

ROUTERS: dict[str, Router] = {
    "cases": cases.router,
    "deeds on cases": case_deeds.router,
    "notes": notes.router,
    "files": files.router,
    "customers": customers.router,
}
