"""Side conversations: asking a third party from a case, going on, being done (U17)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.routes.messages import told
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.sides import AsideIn, SideIn, SidesAnswer, SideWhole, side_row, side_whole
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.conversations.models import SideConversation
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.replying import Readers
from atenda.conversations.sides.reading import mails_of, side_in, sides_of
from atenda.conversations.sides.standing import finish
from atenda.conversations.sides.writing import ask, write_aside
from atenda.files.models import Attachment
from atenda.files.refusals import NotHere
from atenda.history.deeds import one_deed

router = Router()


@router.get(
    "cases/{int:folio}/side-conversations/",
    response=SidesAnswer,
    summary=gettext_noop("The side conversations of a case"),
)
@needs(Scope.CASES_READ)
def list_sides(request: ApiRequest, folio: int) -> HttpResponse:
    """With suppliers and colleagues, and of no concern to the customer. Those that go on first."""
    return said({"items": [side_row(side) for side in sides_of(visible_case(request, folio))]})


@router.post(
    "cases/{int:folio}/side-conversations/", response={201: SideWhole}, summary=gettext_noop("Ask a third party")
)
@needs(Scope.CASES_WRITE)
def open_side(request: ApiRequest, folio: int, given: SideIn) -> HttpResponse:
    """A mail that opens a side conversation. For ten seconds it can be taken back, by undoing. The customer of the case
    cannot be among its readers."""
    case = visible_case(request, folio)
    require(may_write_to_customers(request.actor))
    with one_deed() as done:
        message = ask(case, subject=given.subject, **_said(request, case, given))
    assert message.side is not None
    headers = {"Location": f"/api/v1/cases/{folio}/side-conversations/{message.side_id}/", **undo_of(request, done)}
    return said(_whole(message.side), 201, headers)


@router.get(
    "cases/{int:folio}/side-conversations/{int:pk}/",
    response=SideWhole,
    summary=gettext_noop("One side conversation"),
)
@needs(Scope.CASES_READ)
def get_side(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """With its mails, the oldest first."""
    return said(_whole(_found(visible_case(request, folio), pk)))


@router.post(
    "cases/{int:folio}/side-conversations/{int:pk}/messages/",
    response={201: SideWhole},
    summary=gettext_noop("Go on with a side conversation"),
)
@needs(Scope.CASES_WRITE)
def write_side(request: ApiRequest, folio: int, pk: int, given: AsideIn) -> HttpResponse:
    """It waits for an answer again, even where it was finished."""
    case = visible_case(request, folio)
    side = _found(case, pk)
    require(may_write_to_customers(request.actor))
    with one_deed() as done:
        write_aside(side, **_said(request, case, given))
    return said(_whole(side), 201, undo_of(request, done))


@router.post(
    "cases/{int:folio}/side-conversations/{int:pk}/finishing/",
    response=SideWhole,
    summary=gettext_noop("Finish a side conversation"),
)
@needs(Scope.CASES_WRITE)
def finish_side(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """Nothing more is expected of it. Done already, it changes nothing."""
    side = _found(visible_case(request, folio), pk)
    require(may_write_to_customers(request.actor))
    with one_deed() as done:
        finish(side, by=request.actor, now=request.now)
    return said(_whole(side), 200, undo_of(request, done))


def _said(request: ApiRequest, case: Case, given: AsideIn) -> dict[str, Any]:
    rows = Attachment.objects.present().filter(case__in=case.ids_together(), pk__in=given.files, is_decoration=False)
    rows = rows.filter(note=None)  # notes are for colleagues, and so are their files
    files = [row for row in rows.select_related("content").order_by("pk") if not row.content.is_withheld]
    if len(files) != len(set(given.files)):
        raise NotHere
    to, cc = ([(one.name, one.address) for one in each] for each in (given.to, given.cc))
    return {
        "readers": Readers(to, cc),
        "text": given.text,
        "html": given.html,
        "passed_on": files,
        "signed": given.signed,
        "by": request.actor,
        "now": request.now,
    }


def _found(case: Case, pk: int) -> SideConversation:
    side = side_in(case, pk) if pk <= LARGEST_ID else None
    if side is None:
        raise Http404
    side.case = case
    return side


def _whole(side: SideConversation) -> dict[str, Any]:
    return side_whole(side, told(mails_of(side)))
