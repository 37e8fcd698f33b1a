"""Deeds on a case, each a POST to the noun its page posts to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api.answers import said
from atenda.api.filling_in import read_values
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import deed_on, done_to, undo_of
from atenda.api.shapes.cases import CaseWhole
from atenda.api.shapes.deeds import (
    Assignment,
    Cancelling,
    CaseMerging,
    CaseUnmerging,
    Closing,
    Hearing,
    MergingForeseen,
    Quietly,
    Undoing,
    Undone,
    UnmergingForeseen,
    unmerging,
)
from atenda.cases import assignment, lifecycle, permissions
from atenda.cases.binning import bin_case, bring_back
from atenda.cases.describing import assignees_of
from atenda.cases.editing import finish
from atenda.cases.foreseeing import foresee
from atenda.cases.foreseeing_parting import foresee_parting
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.cases.refusals import NotMerged, OfDifferentCustomers
from atenda.cases.views.finding import MOST, visible_case
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.sight import in_sight
from atenda.history.undoing import MOST_AT_ONCE, may_undo, undo
from atenda.notices import following

SCOPES = {  # by which what is of no case is changed; all else is a setting
    "customers.account": Scope.CUSTOMERS_WRITE,
    "customers.contact": Scope.CUSTOMERS_WRITE,
    "webhooks.endpoint": Scope.WEBHOOKS_WRITE,
    "intake.rule": Scope.NOTICES_WRITE,
    "mailboxes.imapdoor": Scope.NOTICES_WRITE,
    "mailboxes.mailbox": Scope.NOTICES_WRITE,
}

router = Router()


@router.post("cases/{int:folio}/resolution/", response=CaseWhole, summary=gettext_noop("Close a case"))
@needs(Scope.CASES_WRITE)
def close_case(request: ApiRequest, folio: int, given: Closing) -> HttpResponse:
    """With why and what solved it; in the first state that closes unless one is named. A finished case stays so."""
    case = _case(request, folio, permissions.may_close_cases)
    values = read_values(request.actor, given.model_dump(include={"state", "closing_reason"}, exclude_none=True), case)
    ends: dict[str, Any] = {
        "to": values.get("state"),
        "reason": values.get("closing_reason"),
        "solution": given.solution,
    }
    with deed_on(request, case, quietly=given.quietly) as done:
        finish(case, also={}, by=request.actor, now=request.now, **ends)
    return done_to(request, case, done)


@router.post("cases/{int:folio}/cancellation/", response=CaseWhole, summary=gettext_noop("Cancel a case"))
@needs(Scope.CASES_WRITE)
def cancel_case(request: ApiRequest, folio: int, given: Cancelling) -> HttpResponse:
    """It ends unsolved, with why."""
    case = _case(request, folio, permissions.may_close_cases)
    values = read_values(request.actor, given.model_dump(include={"state", "closing_reason"}, exclude_none=True), case)
    ends = {"to": values.get("state"), "reason": values.get("closing_reason")}
    with deed_on(request, case, quietly=given.quietly) as done:
        lifecycle.cancel(case, by=request.actor, now=request.now, **ends)
    return done_to(request, case, done)


@router.post("cases/{int:folio}/reopening/", response=CaseWhole, summary=gettext_noop("Reopen a case"))
@needs(Scope.CASES_WRITE)
def reopen_case(request: ApiRequest, folio: int, given: Quietly) -> HttpResponse:
    """Make it pending again; a pending one stays as it is."""
    case = _case(request, folio, permissions.may_reopen_cases)
    with deed_on(request, case, quietly=given.quietly) as done:
        lifecycle.reopen(case, by=request.actor, now=request.now)
    return done_to(request, case, done)


@router.post("cases/{int:folio}/assignment/", response=CaseWhole, summary=gettext_noop("Assign a case"))
@needs(Scope.CASES_WRITE)
def assign_case(request: ApiRequest, folio: int, given: Assignment) -> HttpResponse:
    """To a responsible and to others; to nobody by `null`; with nothing said to oneself, beside who is on it."""
    case = _case(request, folio, permissions.may_assign_cases)
    named = given.model_dump(include={"responsible", "assignees"}, exclude_unset=True)
    people: dict[str, Any] = {"responsible": request.actor} if not named else read_values(request.actor, named, case)
    with deed_on(request, case, quietly=given.quietly) as done:
        responsible = people.get("responsible")
        others = people.get("assignees", [] if "responsible" in named and responsible is None else assignees_of(case))
        assignment.assign(case, responsible=responsible, others=others, by=request.actor, now=request.now)
    return done_to(request, case, done)


@router.post(
    "cases/{int:folio}/merge/preview/", response=MergingForeseen, summary=gettext_noop("What merging would bring")
)
@needs(Scope.CASES_WRITE)
def foresee_merging(request: ApiRequest, folio: int, given: CaseMerging) -> HttpResponse:
    """Before anything happens: who comes to work on the case, who newly sees what, whose customers differ."""
    case, others = _to_be_merged(request, folio, given)
    found = foresee(case, others)
    return said(
        {
            "joining": found.joining,
            "readers": [{"name": one.name, "cases": list(one.folios)} for one in found.readers],
            "different_customers": [other.folio for other in found.strangers],
            "waiting_mails": found.waiting,
        }
    )


@router.post("cases/{int:folio}/merge/", response=CaseWhole, summary=gettext_noop("Merge cases into one"))
@needs(Scope.CASES_WRITE)
def merge_cases(request: ApiRequest, folio: int, given: CaseMerging) -> HttpResponse:
    """The others lead to this one from then on, with their numbers, addresses and mails. Each keeps what is its own,
    and can be taken out again. Of different customers only where that is said."""
    case, others = _to_be_merged(request, folio, given)
    if not given.different_customers and foresee(case, others).strangers:
        raise OfDifferentCustomers
    with one_deed() as done:
        merge(case, others, by=request.actor, now=request.now)
    return done_to(request, case, done)


@router.post(
    "cases/{int:folio}/unmerge/preview/",
    response=UnmergingForeseen,
    summary=gettext_noop("What taking a merged case out would bring"),
)
@needs(Scope.CASES_WRITE)
def foresee_unmerging(request: ApiRequest, folio: int) -> HttpResponse:
    """Before anything happens: what goes with it, what stays, who works on the other no more."""
    found = foresee_parting(_case(request, folio, permissions.may_merge_cases))
    if found is None:
        raise NotMerged
    return said(unmerging(found))


@router.post("cases/{int:folio}/unmerge/", response=CaseWhole, summary=gettext_noop("Take a merged case out again"))
@needs(Scope.CASES_WRITE)
def unmerge_case(request: ApiRequest, folio: int, given: CaseUnmerging) -> HttpResponse:
    """With everything that is its own, in the state it had, however long ago. One that is not merged stays as it is."""
    case = _case(request, folio, permissions.may_merge_cases)
    values = read_values(request.actor, given.model_dump(include={"state"}, exclude_none=True), case)
    with one_deed() as done:
        unmerge(case, to=values.get("state"), by=request.actor, now=request.now)
    return done_to(request, case, done)


@router.post("cases/{int:folio}/binning/", response={204: None}, summary=gettext_noop("Move a case to the bin"))
@needs(Scope.CASES_WRITE)
def bin_one_case(request: ApiRequest, folio: int) -> HttpResponse:
    """For thirty days, with the way back."""
    case = _case(request, folio, permissions.may_bin_cases)
    with deed_on(request, case) as done:
        bin_case(case, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post("bin/{int:folio}/restoration/", response=CaseWhole, summary=gettext_noop("Bring a case back from the bin"))
@needs(Scope.CASES_WRITE)
def restore_case(request: ApiRequest, folio: int) -> HttpResponse:
    """To where it was."""
    case = Case.objects.in_bin(request.actor).filter(folio=folio).first() if folio <= MOST else None
    if case is None:
        raise Http404
    require(permissions.may_bin_cases(request.actor))
    with one_deed() as done:
        bring_back(case, by=request.actor, now=request.now)
    return done_to(request, case, done)


@router.put("cases/{int:folio}/hearing/", response=Hearing, summary=gettext_noop("Follow or mute a case"))
@needs(Scope.CASES_WRITE)
def hear_of_case(request: ApiRequest, folio: int, given: Hearing) -> HttpResponse:
    """How much of the case the person of this token is told."""
    case = visible_case(request, folio)
    following.hear(case, following.Hearing(given.hearing), by=request.actor, now=request.now)
    return said({"hearing": given.hearing})


@router.get("cases/{int:folio}/hearing/", response=Hearing, summary=gettext_noop("Whether one follows a case"))
@needs(Scope.CASES_READ)
def hearing_of_case(request: ApiRequest, folio: int) -> HttpResponse:
    """How much of the case the person of this token is told."""
    return said({"hearing": str(following.hearing_of(visible_case(request, folio), request.actor))})


@router.post("undoing/", response=Undone, summary=gettext_noop("Take a deed back"))
@needs(Scope.CASES_WRITE)
def undo_deed(request: ApiRequest, given: Undoing) -> HttpResponse:
    """All of it or nothing. `deed` is what the header Atenda-Undo of its answer said. Undoing can be undone. Deeds on
    customers, their tags, views, mailboxes and webhooks need the scope by which they were done, too."""
    numbers = [int(each) for each in given.deed.split("-")][: MOST_AT_ONCE + 1]
    seen = Event.objects.filter(in_sight(request.actor), pk__in=numbers)
    events = list(seen.select_related("case").order_by("-pk"))
    if len(events) != len(set(numbers)) or len(events) > MOST_AT_ONCE:
        raise Http404
    for event in events:
        if event.case_id is None:
            also_needs(request, SCOPES.get(event.subject_type, Scope.SETTINGS_WRITE))
        require(may_undo(request.actor, event, request.now))
    with one_deed() as done:
        for event in events:
            undo(event, by=request.actor, now=request.now)
    headers = undo_of(request, done)
    return said({"undone": given.deed}, headers=headers)


def _to_be_merged(request: ApiRequest, folio: int, given: CaseMerging) -> tuple[Case, list[Case]]:
    case = _case(request, folio, permissions.may_merge_cases)
    return case, [visible_case(request, other) for other in dict.fromkeys(given.cases)]


def _case(request: ApiRequest, folio: int, may: Callable[[Any], bool]) -> Case:
    case = visible_case(request, folio)
    require(may(request.actor))
    return case
