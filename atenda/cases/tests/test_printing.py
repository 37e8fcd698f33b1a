"""A case on paper says everything that its fields show, and nothing that they hide (B81)."""

from atenda.cases import picklists
from atenda.cases.editing import edit
from atenda.cases.field_rules import Rule
from atenda.cases.lifecycle import close
from atenda.cases.setting_rules import set_rules
from atenda.cases.tagging import tags_called
from atenda.testing import make
from atenda.testing.cast import NOW

LISTS = {"types": "Avaría", "importances": "Crítica", "campaigns": "Nadal"}


def filled(acme):
    """A closed case with a value in every field."""
    kind, importance, campaign = (
        picklists.add(name, labels=dict.fromkeys(("es", "gl", "en"), word), position=1, by=acme.admin, now=NOW)
        for name, word in LISTS.items()
    )
    case = make.case("Non arrefría", description="Dende onte", category=acme.category("Queja"), by=acme.agent)
    tags = tags_called(["vip", "fábrica"], by=acme.admin, now=NOW)
    edit(case, type=kind, importance=importance, campaign=campaign, team=acme.team, tags=tags, by=acme.agent, now=NOW)
    close(case, reason=acme.reason("Solucionado"), solution="Cambiouse o fusible", by=acme.agent, now=NOW)
    return case


def paper(acme, visit):
    """Label and value of each fact, and the whole page."""
    page = visit.as_(acme.agent).get(acme.url("cases/1/print/")).text
    return page[: page.index("paper__entries")]


def test_paper_says_what_every_field_says(acme, visit):
    filled(acme)
    page = paper(acme, visit)

    for word in ("Cerrado", "Queja", *LISTS.values(), "Solucionado", "Cambiouse o fusible", "Dende onte", "Almacén"):
        assert word in page, word
    assert "fábrica, vip" in page or "vip, fábrica" in page


def test_paper_keeps_to_the_rules_of_the_fields(acme, visit):
    filled(acme)
    hidden = ("type", "importance", "campaign", "tags", "closing_reason", "solution", "description", "team", "category")
    set_rules({name: Rule(shown=False) for name in hidden}, by=acme.admin, now=NOW)
    page = paper(acme, visit)

    for word in ("Queja", *LISTS.values(), "Solucionado", "Cambiouse", "Dende onte", "Almacén", "vip"):
        assert word not in page, word
    assert ("Cerrado" in page, "Non arrefría" in page) == (True, True)
