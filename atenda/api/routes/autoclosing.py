"""Which cases close by themselves."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import wholes
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes.autoclosing import AutoclosingAnswer, AutoclosingFields, autoclosing_whole
from atenda.autoclosing.forms import PolicyForm
from atenda.autoclosing.policy import policy, set_policy
from atenda.history.deeds import one_deed
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.revisions import lock_settings

router = Router()


@router.get("autoclosing-policy/", response=AutoclosingAnswer, summary=gettext_noop("Which cases close by themselves"))
@needs(Scope.NOTICES_READ)
def get_autoclosing_policy(request: ApiRequest) -> HttpResponse:
    """Those that wait for an answer nobody gives."""
    require(may_manage_notices(request.actor))
    return wholes.read(request, autoclosing_whole(policy()))


@router.patch(
    "autoclosing-policy/", response=AutoclosingAnswer, summary=gettext_noop("Change which cases close by themselves")
)
@needs(Scope.NOTICES_WRITE)
def set_autoclosing_policy(request: ApiRequest, given: AutoclosingFields) -> HttpResponse:
    """From now on. What was announced already closes by these, too."""
    require(may_manage_notices(request.actor))
    with one_deed():
        lock_settings()
        now = autoclosing_whole(policy())
        wholes.still(request, now)
        changed = {**now, **given.model_dump(exclude_unset=True)}
        form = PolicyForm({**changed, "reason": changed["reason"] or ""}, held=policy())
        if not form.is_valid():
            faults = [Fault("value", str(errors[0]), pointer=f"/{name}") for name, errors in form.errors.items()]
            raise Problem("invalid", str(faults[0].message), faults)
        held = set_policy(**form.values(), by=request.actor)
    return wholes.shown(autoclosing_whole(held))
