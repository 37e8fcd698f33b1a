"""The order of the packages and the layers inside one, as `docs/building/map.md` tells them."""

from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "atenda"

# Tables of a package point only to packages before it.
TABLES = (
    "organizations",
    "access",
    "staff",
    "customers",
    "cases",
    "history",
    "mailboxes",
    "signatures",
    "conversations",
    "files",
    "notices",
    "intake",
    "worklists",
    "macros",
    "searching",
    "figures",
    "importing",
    "exporting",
    "webhooks",
    "api",
)

# Inside a package imports point from right to left; a module with another name is a verb, a read or a calculation.
LAYERS = ("events", "models", "verbs", "forms", "views", "urls")
LAYER_OF = {
    "permissions": "verbs",
    "side_forms": "forms",
    "jobs": "views",
    "middleware": "views",
    "choices": "forms",
    "fields": "forms",
    # of the machines' door
    "api.asking_many": "views",
    "api.routes": "views",
    "api.machine": "views",
    "api.addresses": "views",
    "api.description": "views",
    "api.door": "views",
}


@cache
def imports() -> grimp.ImportGraph:
    """Who imports whom when the program runs."""
    return grimp.build_graph("atenda", exclude_type_checking_imports=True)


def package_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer_of(module: str) -> str:
    """Which layer a module of a package stands in: `atenda.cases.views.list` is a view."""
    package, name = module.split(".")[1:3] if module.count(".") > 1 else ("", "")
    if name.endswith("_urls"):
        return "urls"
    return LAYER_OF.get(f"{package}.{name}") or LAYER_OF.get(name, name if name in LAYERS else "verbs")


def product_modules() -> list[str]:
    """Every module of the product: no tests, no migrations."""
    return sorted(
        module
        for module in imports().modules
        if not {"tests", "migrations"} & set(module.split(".")) and package_of(module) != "testing"
    )


def product_files(pattern: str = "*.py") -> list[Path]:
    """Every file of the product with such a name, wherever it stands in the tree."""
    apart = {"tests", "migrations", "testing", "vendor", "__pycache__"}
    return sorted(
        path
        for path in PACKAGE.rglob(pattern)
        if not apart & set(path.parts) and not path.is_relative_to(PACKAGE / "static")
    )
