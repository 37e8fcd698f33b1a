"""Bytes leave: only to whoever sees the case, never as something a browser would run (3.28–3.35, 3.67)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from atenda.cases.views.finding import visible_case
from atenda.files import names, storage
from atenda.files.kinds import served_as
from atenda.files.models import Attachment, Preview
from atenda.files.views.finding import visible_file
from atenda.files.worklists import together
from atenda.files.zipping import zipped
from atenda.staff.requests import AtendaRequest

# No origin, no script, nothing loaded, in nobody's frame; and as it is, since a picture or a sound is compressed.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
CHUNK = 65_536
LOOK_AT_MOST = 100_000


@require_safe
def content(request: AtendaRequest, number: int, pk: int) -> HttpResponseBase:
    """The file as it came, to be saved. A part of it where one is asked for, as players of sound ask for."""
    _case, found = visible_file(request, number, pk)
    if found.content.is_withheld:
        raise Http404
    file = _opened(storage.path_of(found.content))
    size = found.content.size
    part = _part(request.headers.get("Range", ""), size)
    if part is None:
        response: HttpResponseBase = FileResponse(file, content_type=served_as(found.content.kind))
        return guarded(response, found.name)
    if not part:
        file.close()
        return guarded(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), found.name)
    first, last = part
    response = StreamingHttpResponse(_read(file, first, last), status=206, content_type=served_as(found.content.kind))
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return guarded(response, found.name)


@require_safe
def preview(request: AtendaRequest, number: int, pk: int, page: int) -> HttpResponseBase:
    """A page drawn by us; 0 is the small picture of the first."""
    _case, found = visible_file(request, number, pk)
    kept = found.content
    if kept.is_withheld or kept.preview != Preview.READY or page > kept.pages:
        raise Http404
    response = FileResponse(_opened(storage.page_of(kept, page)), content_type="image/webp")
    return guarded(response, f"{page}.webp", as_attachment=False)


@require_safe
def every_file(request: AtendaRequest, number: int) -> HttpResponseBase:
    """All files of a case, and of those merged into it, in one archive, made while it is sent."""
    case = visible_case(request, number)
    rows = Attachment.objects.present().filter(case__in=list(together(case))).select_related("content").order_by("pk")
    found = [row for row in rows[:LOOK_AT_MOST] if not row.content.is_withheld]
    if not found:
        raise Http404
    entries = [(row.name, row.added_at, storage.path_of(row.content)) for row in found]
    response = StreamingHttpResponse(zipped(entries), content_type="application/zip")
    return guarded(response, f"{case.folio}.zip", ranges=False)


def guarded(response: Any, name: str, *, as_attachment: bool = True, ranges: bool = True) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(as_attachment, names.clean(name))
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    if ranges:
        response["Accept-Ranges"] = "bytes"
    return response  # type: ignore[no-any-return]


def _opened(path: Path) -> BinaryIO:
    """A file that is missing on the disk is missing for the person too; `atenda doctor` names it."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _part(asked: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte of one range; () for one that is not there, None to send all."""
    found = re.fullmatch(r"bytes=(\d{0,12})-(\d{0,12})", asked)
    if not found or found[0] == "bytes=-":
        return None
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last) if first <= last else ()


def _read(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
