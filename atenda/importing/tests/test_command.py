"""`atenda import`, as somebody types it."""

from __future__ import annotations

import json

import pytest

from atenda.cases.models import Case
from atenda.customers.models import Contact
from atenda.importing import command
from atenda.importing.models import Import
from atenda.importing.tests.test_cases import CASES
from atenda.importing.tests.test_contacts import CONTACTS
from atenda.server.faults import ServerFault


@pytest.fixture
def typed(acme, tmp_path):
    """What it says, and how many rows were refused."""

    def type_(content, what, *, mapping=None, dry=False, source="auto", email=""):
        path, said = tmp_path / "datos.csv", []
        path.write_text(content, encoding="utf-8")
        chosen = None
        if mapping is not None:
            chosen = tmp_path / "m.json"
            chosen.write_text(json.dumps(mapping), encoding="utf-8")
        refused = command.run(
            path,
            slug=acme.organization.slug,
            what=what,
            source=source,
            mapping=chosen,
            dry=dry,
            email=email,
            say=said.append,
        )
        return refused, "\n".join(said)

    return type_


def test_a_file_comes_in_and_what_was_refused_lies_beside_it(acme, typed, tmp_path):
    refused, said = typed(CONTACTS, "contacts")
    assert refused == 1
    assert "2 new, 0 updated, 0 as they were, 0 left, 1 refused." in said
    assert "C-3" in (tmp_path / "datos.refused.csv").read_text(encoding="utf-8-sig")
    assert Contact.objects.filter(name="Brais").exists()


def test_a_dry_run_says_the_same_and_leaves_nothing(acme, typed):
    before = (Contact.objects.count(), Import.objects.count())
    refused, said = typed(CONTACTS, "contacts", dry=True)
    assert refused == 1
    assert "Nothing was changed. 2 new," in said
    assert (Contact.objects.count(), Import.objects.count()) == before


def test_a_mapping_says_what_columns_and_values_are(acme, typed):
    mapping = {
        "columns": {"Asunto": "reference", "Descripción": ""},
        "values": {"state": {"Escalado": acme.state("En espera").pk}},
    }
    typed(CASES, "cases", mapping=mapping)
    assert Case.objects.get(reference="Estado raro").state == acme.state("En espera")
    assert Case.objects.get(reference="Faltan 3 caixas").description == ""


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"columns": {"Nada": "name"}}, "no such column: Nada"), ({"columns": {"Nombre": "nope"}}, "no such field: nope")],
)
def test_a_mapping_of_what_is_not_there_is_refused(typed, mapping, said):
    with pytest.raises(ServerFault, match=said):
        typed(CONTACTS, "contacts", mapping=mapping)


def test_nobody_imports_in_the_name_of_somebody_who_is_not_here(typed):
    with pytest.raises(ServerFault, match="Nobody here signs in with"):
        typed(CONTACTS, "contacts", email="quen@sabe.example")
