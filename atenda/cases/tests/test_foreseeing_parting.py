"""What taking a case out again would bring is said before, and is what comes of it (U1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.cases.foreseeing_parting import Words, foresee_parting
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of

pytestmark = pytest.mark.django_db
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.fixture
def cases(acme: Cast) -> tuple[Case, Case, Case]:
    """The second was merged into the first, and the third into the second before."""
    stays = make.case("Queda", by=acme.agent, responsible=acme.agent)
    goes = make.case("Vai", by=acme.agent, responsible=acme.colleague, state=acme.state("En espera"))
    along = make.case("Vai con el", by=acme.agent)
    make.file(goes)
    note(along, body="Tamén isto", by=acme.agent, now=NOW)
    merge(goes, [along], by=acme.agent, now=NOW)
    merge(stays, [goes], by=acme.agent, now=SOON)
    note(stays, body="Despois", by=acme.agent, now=LATER)
    make.file(stays, b"Despois", now=LATER)
    return (Case.objects.get(pk=stays.pk), Case.objects.get(pk=goes.pk), along)


def test_it_says_what_goes_along_what_stays_and_who_leaves(acme: Cast, cases: tuple[Case, Case, Case]) -> None:
    stays, goes, along = cases
    Role.objects.filter(pk=acme.agent.role_id).update(sees=Sees.OWN)
    foreseen = foresee_parting(goes)
    assert foreseen is not None
    assert (foreseen.parent, foreseen.along) == (stays, [along])
    assert (foreseen.own, foreseen.stays) == (Words(0, 1, 1), Words(0, 1, 1))
    assert (foreseen.leaving, foreseen.losing) == ([acme.colleague.name], [acme.agent.name])
    told = program_of(acme.admin).ask("POST", f"cases/{goes.folio}/unmerge/preview/").json()
    assert (told["merged_into"], told["along"], told["leaving"]) == (stays.folio, [along.folio], [acme.colleague.name])
    unmerge(goes, by=acme.admin, now=LATER)
    assert foreseen.state == Case.objects.get(pk=goes.pk).state == acme.state("En espera")
    assert Case.objects.get(pk=stays.pk).assignee_ids == [acme.agent.pk]
    assert foresee_parting(Case.objects.get(pk=goes.pk)) is None


def test_another_organization_learns_nothing_of_it(cases: tuple[Case, Case, Case], other: Cast) -> None:
    assert program_of(other.admin).ask("POST", f"cases/{cases[1].folio}/unmerge/preview/").status_code == 404
