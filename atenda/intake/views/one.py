"""One mail that came in: what it says, what became of it and why, and the deeds of a person on it."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.files.models import Attachment
from atenda.intake import blocking, by_hand, keeping
from atenda.intake.giving_cases import foreseen
from atenda.intake.models import End, RawMail
from atenda.intake.permissions import may_recognise_senders, may_sort_mails
from atenda.intake.recognising import is_nobodys
from atenda.intake.refusals import NoLongerKept
from atenda.intake.showing_one import read_again
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import go, say


class CaseForm(forms.Form):
    """Which case a mail is filed into."""

    folio = forms.IntegerField(
        label=gettext_lazy("Case"), min_value=1, max_value=2**31 - 1, help_text=gettext_lazy("Its number.")
    )


@require_safe
def one(request: AtendaRequest, pk: int) -> HttpResponse:
    return _page(request, _mail(request, pk))


@require_safe
def raw(request: AtendaRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Its bytes as they came, to be saved (2.10). A browser never shows them (3.34)."""
    mail = _mail(request, pk)
    if not keeping.path_of(mail.organization_id, mail.digest).exists():
        raise Http404
    return eml(mail)


@require_safe
def raw_of_message(request: AtendaRequest, number: int, pk: int) -> StreamingHttpResponse:
    """The same of a mail on the timeline of a case, for whoever sees the case."""
    return eml(raw_of(visible_case(request, number), pk))


@require_POST
def filing(request: AtendaRequest, pk: int) -> HttpResponse:
    """File it into the case named, or into a new one."""
    mail = _mail(request, pk)
    is_new = "new" in request.POST
    form = CaseForm(None if is_new else request.POST)
    case = None
    if not is_new:
        if not form.is_valid():
            return _page(request, mail, form=form, status=422)
        case = Case.objects.visible_to(request.actor).filter(folio=form.cleaned_data["folio"]).first()
        if case is None:
            form.add_error("folio", _("There is no case of this number, or it is in the bin."))
            return _page(request, mail, form=form, status=422)
    try:
        with read_again(mail) as (said, parts):
            if said is None or said.sender is None:
                form = CaseForm(request.POST)
                form.is_valid()
                form.add_error(None, _("It cannot be read: open a case by hand, and put the original beside it."))
                return _page(request, mail, form=form, status=422)
            case = by_hand.file_into(mail, said, parts, case=case, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form = CaseForm(request.POST)
        form.is_valid()
        say_beside(form, refusal)
        return _page(request, mail, form=form, status=422)
    say(request, _("Filed in case %(number)s.") % {"number": case.folio})
    return go(request, link("cases:case", number=case.folio))


@require_POST
def dropping(request: AtendaRequest, pk: int) -> HttpResponse:
    """Nothing becomes of it; as spam, and its sender blocked, when that was chosen."""
    mail, now = _mail(request, pk), timezone.now()
    return _done(request, mail, lambda: _drop(request, mail, now), _("Dropped. It can be brought back from there."))


@require_POST
def bringing_back(request: AtendaRequest, pk: int) -> HttpResponse:
    mail, now = _mail(request, pk), timezone.now()
    return _done(request, mail, lambda: by_hand.bring_back(mail, by=request.actor, now=now), _("It is held again."))


@require_POST
def looking_again(request: AtendaRequest, pk: int) -> HttpResponse:
    mail = _mail(request, pk)
    return _done(request, mail, lambda: by_hand.look_again(mail), _("It is being looked at anew."))


def raw_of(case: Case, message: int) -> RawMail:
    """The mail that came in of a message of this case, with its bytes; 404 where there is none, and while one of its
    files may hold a virus: it holds that, too."""
    rows = RawMail.objects.defer("said", "evidence").filter(Q(case=case) | Q(message__split_into=case), message=message)
    found: RawMail | None = rows.first() if message < 2**63 else None
    if found is None or not keeping.path_of(found.organization_id, found.digest).exists():
        raise Http404
    files = Attachment.objects.filter(message=message).select_related("content")
    if any(each.content.is_withheld for each in files):
        raise Http404
    return found


def eml(mail: RawMail) -> StreamingHttpResponse:
    """The bytes of a mail as a file that is saved."""
    response = StreamingHttpResponse(keeping.chunks(mail.organization_id, mail.digest), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _drop(request: AtendaRequest, mail: RawMail, now: datetime) -> None:
    is_spam = "spam" in request.POST
    by_hand.drop(mail, is_spam=is_spam, by=request.actor, now=now)
    if "block" in request.POST and mail.sender:
        blocking.block(mail.sender, by=request.actor, now=now)


def _done(request: AtendaRequest, mail: RawMail, do: object, sentence: str) -> HttpResponse:
    try:
        do()  # type: ignore[operator]
    except Refused as refusal:
        say(request, str(refusal))
    else:
        say(request, sentence)
    return go(request, link("intake:mail", pk=mail.pk))


def _mail(request: AtendaRequest, pk: int) -> RawMail:
    require(may_sort_mails(request.actor))
    rows = RawMail.objects.select_related("mailbox", "case", "proposed", "ended_by")
    found: RawMail | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _page(request: AtendaRequest, mail: RawMail, *, form: CaseForm | None = None, status: int = 200) -> HttpResponse:
    initial = {"folio": mail.proposed.folio} if mail.proposed else {}
    context = {
        "mail": mail,
        "form": form or CaseForm(initial=initial),
        "said": None,
        "foreseen": None,
        "is_kept": True,
        "held": End.HELD,
        "asks_who": may_recognise_senders(request.actor) and is_nobodys(mail),
    }
    try:
        with read_again(mail) as (said, _parts):
            context["said"] = said
            if said is not None and said.sender is not None and mail.end == End.HELD:
                context["foreseen"] = foreseen(mail, said)
    except NoLongerKept:
        context["is_kept"] = False
    return render(request, "intake/mail.html", context, status=status)
