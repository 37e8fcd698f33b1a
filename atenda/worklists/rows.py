"""The rows of a list: the cases of some folios, with all that a column, a group or a rule of colour may ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from atenda.cases import catalogue
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.satisfaction.faces import BY_SCORE, Face
from atenda.staff import directory


class Row(NamedTuple):
    """One case as the list shows it. What few lists show is named when it is asked for."""

    id: int
    folio: int
    reference: str
    state: catalogue.Value
    priority: catalogue.Value
    category: catalogue.Value | None
    contact: str
    account: str
    people: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    contacted_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    assignee_ids: list[int]
    tag_ids: list[int]
    responsible_id: int | None
    team_id: int | None
    type_id: int | None
    importance_id: int | None
    campaign_id: int | None
    source_id: int | None
    closing_reason_id: int | None
    contact_id: int | None
    account_id: int | None
    reopen_count: int
    is_undelivered: bool  # a mail of ours did not arrive (U20)
    is_asked: bool  # a third party was asked and has not answered (U17)
    rating_id: int | None  # from 1 to 5

    @property
    def customer(self) -> str:
        return self.contact or self.account

    @property
    def resolution_time(self) -> timedelta | None:
        return self.closed_at - self.created_at if self.closed_at else None

    @property
    def responsible(self) -> directory.Colleague | None:
        return directory.agents().get(self.responsible_id or 0)

    @property
    def team(self) -> directory.TeamName | None:
        return directory.teams().get(self.team_id or 0)

    @property
    def type(self) -> catalogue.Value | None:
        return catalogue.types().get(self.type_id or 0)

    @property
    def importance(self) -> catalogue.Value | None:
        return catalogue.importances().get(self.importance_id or 0)

    @property
    def campaign(self) -> catalogue.Value | None:
        return catalogue.campaigns().get(self.campaign_id or 0)

    @property
    def source(self) -> catalogue.Value | None:
        return catalogue.sources().get(self.source_id or 0)

    @property
    def rating(self) -> Face | None:
        return BY_SCORE.get(self.rating_id or 0)

    @property
    def tags(self) -> list[catalogue.Value]:
        known = catalogue.tags()
        return [known[tag] for tag in self.tag_ids if tag in known]


SHOWN = """
    SELECT c.id, c.folio, c.reference, c.state_id, c.priority_id, c.category_id, p.name, a.name,
        c.created_at, c.updated_at, COALESCE(c.contacted_at, c.created_at), c.due_at, c.closed_at,
        c.assignee_ids, c.tag_ids, c.responsible_id, c.team_id, c.type_id, c.importance_id, c.campaign_id,
        c.source_id, c.closing_reason_id, c.contact_id, c.account_id, c.reopen_count,
        EXISTS (SELECT 1 FROM conversations_message m
            WHERE m.organization_id = %s AND m.case_id = c.id AND m.failed_at IS NOT NULL),
        EXISTS (SELECT 1 FROM conversations_sideconversation s
            WHERE s.organization_id = %s AND s.case_id = c.id AND s.standing = 'waiting')
        OR (c.has_merged AND EXISTS (
            WITH RECURSIVE merged (id) AS (
                SELECT m.id FROM cases_case m WHERE m.organization_id = %s AND m.merged_into_id = c.id
                UNION SELECT m.id FROM merged o JOIN cases_case m ON m.organization_id = %s AND m.merged_into_id = o.id)
            SELECT 1 FROM merged o JOIN conversations_sideconversation s
                ON s.organization_id = %s AND s.case_id = o.id AND s.standing = 'waiting')),
        c.rating
    FROM unnest(%s::bigint[]) WITH ORDINALITY k (folio, place)
    JOIN cases_case c ON c.organization_id = %s AND c.folio = k.folio
    LEFT JOIN customers_contact p ON p.organization_id = %s AND p.id = c.contact_id
    LEFT JOIN customers_account a ON a.organization_id = %s AND a.id = c.account_id
    ORDER BY k.place
    """


def shown(folios: Sequence[int]) -> list[Row]:
    """The cases of these folios as a list shows them, in this order. Apart from finding them: that is planned for what
    is asked for, this is always the same."""
    if not folios:
        return []
    organization = current_organization().pk
    with prepared(binary=True) as cursor:
        cursor.execute(SHOWN, [*[organization] * 5, list(folios), *[organization] * 3])
        found = cursor.fetchall()
    names = _Names(catalogue.states(), catalogue.priorities(), catalogue.categories(), directory.agents())
    return [_row(names, *each) for each in found]


class _Names(NamedTuple):
    """What rows are named with, read once a page."""

    states: Mapping[int, catalogue.Value]
    priorities: Mapping[int, catalogue.Value]
    categories: Mapping[int, catalogue.Value]
    people: Mapping[int, directory.Colleague]


def _row(
    names: _Names,
    pk: int,
    folio: int,
    reference: str,
    state: int,
    priority: int,
    category: int | None,
    contact: str | None,
    account: str | None,
    created_at: datetime,
    updated_at: datetime,
    contacted_at: datetime,
    due_at: datetime | None,
    closed_at: datetime | None,
    assignees: list[int],
    *rest: object,
) -> Row:
    return Row(
        pk,
        folio,
        reference,
        names.states[state],
        names.priorities[priority],
        names.categories.get(category or 0),
        contact or "",
        account or "",
        tuple(names.people[agent].name for agent in assignees if agent in names.people),
        created_at,
        updated_at,
        contacted_at,
        due_at,
        closed_at,
        assignees,
        *rest,  # type: ignore[arg-type]
    )
