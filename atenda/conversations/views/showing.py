"""The frame of a mail and the pictures in it. Each brings a content policy of its own (3.27)."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from atenda.cases.views.finding import visible_case
from atenda.conversations.models import Message, in_case
from atenda.conversations.showing import picture_addresses, remote_pictures
from atenda.conversations.showing.document import document
from atenda.conversations.showing.remote_addresses import address_of_remote
from atenda.files import storage
from atenda.files.models import Attachment, Content, Preview
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff.requests import AtendaRequest
from atenda.ui.policy import stream_address

# Links open beside the desk, by a click alone; everything else a page could do is closed.
FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src {pictures} data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
PICTURE = "sandbox; default-src 'none'; frame-ancestors 'none'"
SHOWN_KINDS = remote_pictures.KINDS
MOST_PICTURES = 200


@require_safe
@xframe_options_sameorigin
def body(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """What the mail says, as it was written; `?pictures=remote` with those of other machines, too."""
    case = visible_case(request, number)
    message: Message | None = Message.with_sides.filter(in_case(case), pk=pk).first() if pk < 2**63 else None
    if message is None or not message.html:
        raise Http404
    stream = stream_address(request)
    shows_remote = bool(stream) and request.GET.get("pictures") == "remote" and not _is_on_show(request.organization)
    rows = Attachment.objects.filter(message=message, removed_at=None).exclude(cid="").values_list("cid", "pk")
    page = document(
        message.html,
        pictures={cid.lower(): picture_addresses.address_of_file(message, file) for cid, file in rows[:MOST_PICTURES]},
        remote=partial(address_of_remote, stream, request.organization.pk) if shows_remote else None,
        title=message.subject or _("E-mail"),
        fold=_("Show what it quotes"),
        language=message.language,
    )
    response = HttpResponse(page)
    base = request.build_absolute_uri(reverse("mail_picture", args=["x"]).removesuffix("x/"))
    pictures = f"{base} {request.build_absolute_uri(stream)}" if shows_remote else base
    response["Content-Security-Policy"] = FRAME.format(pictures=pictures)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """One of a mail's own pictures, by a sealed address that the frame was given; any other is the same 404."""
    try:
        asked = picture_addresses.opened(token)
    except picture_addresses.NotSealed:
        raise Http404 from None
    organization = Organization.objects.filter(pk=asked.organization).first()
    if organization is None or _is_on_show(organization):
        raise Http404
    with inside(organization):
        return as_picture(*_own(asked.message, asked.file))


def _is_on_show(organization: Organization) -> bool:
    """A sample that strangers may look at."""
    return organization.is_sample and settings.ENV.is_public


def _own(message: int, file: int) -> tuple[FileResponse, str]:
    rows = Attachment.objects.filter(message=message, pk=file, removed_at=None).select_related("content")
    found = rows.first()
    if found is None:
        raise Http404
    return file_of(found.content)


def file_of(kept: Content) -> tuple[FileResponse, str]:
    """As it came where browsers show it; else, of a photo that phones take, the page we drew."""
    if kept.is_withheld:
        raise Http404
    if kept.kind in SHOWN_KINDS:
        path, kind = storage.path_of(kept), kept.kind
    elif kept.preview == Preview.READY:
        path, kind = storage.page_of(kept, 1), "image/webp"
    else:
        raise Http404
    try:
        return FileResponse(path.open("rb")), kind
    except FileNotFoundError:
        raise Http404 from None


def as_picture(response: FileResponse, kind: str) -> HttpResponseBase:
    """Shown, and nothing more, whatever it is."""
    response["Content-Type"] = kind
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = PICTURE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # the frame has no origin; the seal is what opens it
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    return response
