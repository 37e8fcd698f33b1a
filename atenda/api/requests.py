"""The request behind the machines' door."""

from __future__ import annotations

from datetime import datetime

from atenda.api.models import ApiToken
from atenda.staff.requests import AtendaRequest


class ApiRequest(AtendaRequest):
    """Of a token, inside its organization. `has_begun`: the deed asked for was tried, so its answer is kept (1.18).
    `is_only_asked`: by HEAD, so that nothing is taken away and nothing written down."""

    token: ApiToken
    now: datetime
    has_begun: bool
    is_only_asked: bool
