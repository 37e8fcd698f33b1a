"""The operations of the API, one file for each subject. A new subject is one line here."""

from __future__ import annotations

from ninja import Router

from atenda.api.routes import cases

ROUTERS: dict[str, Router] = {
    "cases": cases.router,
}
