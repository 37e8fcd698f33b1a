"""Who is told what, in which words, by which server, and what became of it: for whoever looks after notices."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.notices import (
    AllWordsAnswer,
    MailRow,
    MailWhole,
    OutboxAnswer,
    PolicyAnswer,
    PolicyFields,
    Released,
    SandboxAnswer,
    SandboxIn,
    ServerAnswer,
    ServerFields,
    WordsAnswer,
    WordsFields,
    mail_row,
    mail_whole,
    policy_whole,
    sandbox_whole,
    server_whole,
    words_whole,
)
from atenda.history.deeds import one_deed
from atenda.notices import mail_server, outbox, sandbox
from atenda.notices.default_words import WORDS
from atenda.notices.models import Mail, MailState, Reason
from atenda.notices.permissions import may_manage_notices
from atenda.notices.policy import change_policy, telling
from atenda.notices.servers import organizations_server
from atenda.notices.wording import NAMES, change_words, words
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import lock_settings

STATE = {
    "in": "query",
    "name": "state",
    "required": False,
    "description": "Those that stand there.",
    "schema": {"type": "string", "enum": MailState.values},
}
CURSOR = paging.PARAMETERS[1]

router = Router()


@router.get("notice-policy/", response=PolicyAnswer, summary=gettext_noop("Who is told what"))
@needs(Scope.NOTICES_READ)
def get_notice_policy(request: ApiRequest) -> HttpResponse:
    """And which fields a customer may read."""
    require(may_manage_notices(request.actor))
    return wholes.read(request, policy_whole(telling()))


@router.patch("notice-policy/", response=PolicyAnswer, summary=gettext_noop("Change who is told what"))
@needs(Scope.NOTICES_WRITE)
def set_notice_policy(request: ApiRequest, given: PolicyFields) -> HttpResponse:
    """From now on."""
    require(may_manage_notices(request.actor))
    with one_deed():
        lock_settings()
        now = policy_whole(telling())
        wholes.still(request, now)
        change_policy(**{**now, **given.model_dump(exclude_unset=True, exclude_none=True)}, by=request.actor)
    return wholes.shown(policy_whole(telling()))


@router.get("notice-words/", response=AllWordsAnswer, summary=gettext_noop("The words of every mail"))
@needs(Scope.NOTICES_READ)
def list_notice_words(request: ApiRequest) -> HttpResponse:
    """In every language: the organization’s own, or ours."""
    require(may_manage_notices(request.actor))
    items = [words_whole(which, language, words(which, language)) for which in NAMES for language in LANGUAGES]
    return wholes.read(request, {"items": items})


@router.put(
    "notice-words/{slug:which}/{slug:language}/",
    response=WordsAnswer,
    summary=gettext_noop("Write a mail in own words"),
)
@needs(Scope.NOTICES_WRITE)
def set_notice_words(request: ApiRequest, which: str, language: str, given: WordsFields) -> HttpResponse:
    """With places to fill in, as `{folio}`. Both null, ours come back."""
    if which not in NAMES or language not in LANGUAGES:
        raise Http404
    require(may_manage_notices(request.actor))
    subject, body = given.subject, given.body
    if subject is None and body is None:
        subject, body = WORDS[which][language]
    if subject is None or body is None:
        name = "subject" if subject is None else "body"
        raise wholes.wrong(Fault("missing", _("This field is needed."), pointer=f"/{name}"))
    change_words(which, language, subject=subject.strip(), body=body.replace("\r\n", "\n").strip(), by=request.actor)
    return wholes.shown(words_whole(which, language, words(which, language)))


@router.get("mail-server/", response=ServerAnswer, summary=gettext_noop("The mail server"))
@needs(Scope.NOTICES_READ)
def get_mail_server(request: ApiRequest) -> HttpResponse:
    """Without its password, which is never told."""
    require(may_manage_notices(request.actor))
    return wholes.read(request, server_whole(organizations_server()))


@router.put("mail-server/", response=ServerAnswer, summary=gettext_noop("Set the mail server up"))
@needs(Scope.NOTICES_WRITE)
def set_mail_server(request: ApiRequest, given: ServerFields) -> HttpResponse:
    """Said whole."""
    require(may_manage_notices(request.actor))
    server = mail_server.set_server(**given.model_dump(), by=request.actor)
    return wholes.shown(server_whole(server))


@router.post("mail-server/test/", response={201: MailRow}, summary=gettext_noop("Send oneself a mail"))
@needs(Scope.NOTICES_WRITE)
def test_mail_server(request: ApiRequest) -> HttpResponse:
    """By the way every other goes; what becomes of it stands in the outbox."""
    require(may_manage_notices(request.actor))
    mail = mail_server.send_test(to=request.actor, now=request.now)
    return said(mail_row(mail), 201, {"Location": f"/api/v1/outbox/{mail.pk}/"})


@router.get("sandbox/", response=SandboxAnswer, summary=gettext_noop("The sandbox"))
@needs(Scope.NOTICES_READ)
def get_sandbox(request: ApiRequest) -> HttpResponse:
    """While it is on no mail reaches customers: what would have is kept in the outbox."""
    require(may_manage_notices(request.actor))
    return wholes.read(request, sandbox_whole())


@router.put("sandbox/", response=SandboxAnswer, summary=gettext_noop("Switch the sandbox on or off"))
@needs(Scope.NOTICES_WRITE)
def put_sandbox(request: ApiRequest, given: SandboxIn) -> HttpResponse:
    """What is kept stays kept: switching off sends nothing."""
    require(may_manage_notices(request.actor))
    sandbox.set_sandbox(**given.model_dump(), by=request.actor, now=request.now)
    return wholes.shown(sandbox_whole())


@router.get(
    "outbox/", response=OutboxAnswer, summary=gettext_noop("The outbox"), openapi_extra={"parameters": [STATE, CURSOR]}
)
@needs(Scope.NOTICES_READ)
def list_mails(request: ApiRequest) -> HttpResponse:
    """Every mail and what became of it, the newest first, fifty at once."""
    require(may_manage_notices(request.actor))
    paging.known_parameters(request, "state", "cursor")
    state = request.GET.get("state", "")
    if "state" in request.GET and state not in MailState.values:
        message = _("It must be one of: {expected}.").format(expected=", ".join(MailState.values))
        raise wholes.wrong(Fault("not-one-of", message, parameter="state"))
    kind = f"outbox.{state}"
    before = paging.cursor_of(request, kind)
    rows, older = outbox.page_of_mails(state, int(before) if before else 0)
    return paging.page(request, [mail_row(mail) for mail in rows], kind=kind, end=str(older or ""))


@router.post("outbox/release/", response=Released, summary=gettext_noop("Send the mails that were held"))
@needs(Scope.NOTICES_WRITE)
def release_mails(request: ApiRequest) -> HttpResponse:
    """Those held because there was no server."""
    require(may_manage_notices(request.actor))
    return said({"mails": outbox.release_held(Reason.NO_SERVER, now=request.now)})


@router.get("outbox/{int:pk}/", response=MailWhole, summary=gettext_noop("One mail"))
@needs(Scope.NOTICES_READ)
def get_mail(request: ApiRequest, pk: int) -> HttpResponse:
    """As it goes out."""
    return said(mail_whole(_mail(request, pk)))


@router.post("outbox/{int:pk}/sending/", response=MailWhole, summary=gettext_noop("Send a mail anew"))
@needs(Scope.NOTICES_WRITE)
def send_mail_again(request: ApiRequest, pk: int) -> HttpResponse:
    """One that failed or was held; any other stays as it is."""
    outbox.send_again(_mail(request, pk), now=request.now)
    return said(mail_whole(_mail(request, pk)))


def _mail(request: ApiRequest, pk: int) -> Any:
    mail = Mail.objects.select_related("case").filter(pk=pk).first() if pk <= LARGEST_ID else None
    if mail is None:
        raise Http404
    require(may_manage_notices(request.actor))
    return mail
