"""Dates and times as their reader's clock says them: their zone, 24 hours, day before month (B68)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from atenda.cases.lifecycle import close
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

EVENING = datetime(2026, 7, 4, 21, 5, tzinfo=UTC)


def test_each_reads_the_moment_by_their_own_clock(acme: Cast, visit: Visit) -> None:
    close(make.case(), by=acme.agent, now=EVENING)
    said = {}
    for agent, zone in ((acme.agent, ""), (acme.supervisor, "America/Mexico_City"), (acme.admin, "Pacific/Auckland")):
        answer = visit.as_(agent).post(acme.url("me/"), {"name": agent.name, "time_zone": zone})
        assert answer.status_code == 302
        pages = (visit.get(acme.url(path)).text for path in ("cases/1/", "cases/1/print/"))
        said[zone] = [set(re.findall(r">(\d\d/07/2026 \d\d:\d\d)<", page)) for page in pages]

    assert said == {
        "": [{"04/07/2026 23:05"}, {"04/07/2026 23:05"}],
        "America/Mexico_City": [{"04/07/2026 15:05"}, {"04/07/2026 15:05"}],
        "Pacific/Auckland": [{"05/07/2026 09:05"}, {"05/07/2026 09:05"}],
    }


def test_a_zone_that_there_is_not_is_refused(acme: Cast, visit: Visit) -> None:
    answer = visit.as_(acme.agent).post(acme.url("me/"), {"name": acme.agent.name, "time_zone": "Europe/Atlantis"})
    assert answer.status_code == 422
    acme.agent.identity.refresh_from_db()
    assert acme.agent.identity.time_zone == ""
