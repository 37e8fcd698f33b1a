"""Teams for the tests of cases."""

from __future__ import annotations

import pytest

from atenda.staff.models import Team
from atenda.staff.teams import set_teams
from atenda.testing.cast import Cast


@pytest.fixture
def teams(acme: Cast) -> list[Team]:
    """The agent is in the first two, the colleague in the second, and nobody in the third."""
    teams = [acme.team, *(Team.objects.create(name=name) for name in ("Oficina", "Reparto"))]
    set_teams(acme.agent, teams[:2], by=acme.admin)
    set_teams(acme.colleague, teams[1:2], by=acme.admin)
    return teams
