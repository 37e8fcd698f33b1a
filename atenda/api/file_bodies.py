"""A file that comes as the body of a request, or as a part of it: straight to disk, never into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.translation import gettext_lazy as _

from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.files.limits import LARGEST_FILE, LARGEST_REQUEST
from atenda.files.receiving import Received, Receiver
from atenda.files.refusals import NoFile
from atenda.server.uploads import OpenDoor

CHUNK = 65_536


@contextmanager
def file_of(request: ApiRequest, largest: int = LARGEST_FILE) -> Iterator[Received]:
    """The one file that was sent: field `file` of a multipart body, or the whole body, named by `?name=`.

    What the block does not keep is gone after it. Raises refusals of files, and Problem.
    """
    declared = request.META.get("CONTENT_LENGTH") or ""
    together = LARGEST_REQUEST if largest == LARGEST_FILE else largest
    receiver = Receiver.of(int(declared) if declared.isdecimal() else 0, largest, together)
    files: list[Received] = []
    try:
        if receiver.refusal is not None:
            raise receiver.refusal
        files = (
            _parts(request, receiver) if request.content_type == "multipart/form-data" else [_raw(request, receiver)]
        )
        if len(files) != 1:
            raise NoFile
        if files[0].refusal is not None:
            raise files[0].refusal
        yield files[0]
    finally:
        receiver.close()
        for each in files:
            each.close()


def _parts(request: ApiRequest, receiver: Receiver) -> list[Received]:
    try:
        parser: Any = MultiPartParser(request.META, request, [OpenDoor(receiver)], "utf-8")
        _fields, files = parser.parse()
    except MultiPartParserError:
        raise Problem("malformed", _("This is no multipart body.")) from None
    found: list[Received] = [each for name in files for each in files.getlist(name)]
    if set(files) - {"file"}:
        for each in found:
            each.close()
        raise NoFile
    return found


def _raw(request: ApiRequest, receiver: Receiver) -> Received:
    name = request.GET.get("name", "")
    if not (1 <= len(name) <= 200) or "\0" in name:
        fault = Fault("missing", _("Say what the file is called: ?name=foto.jpg"), parameter="name")
        raise Problem("invalid", fault.message, [fault])
    receiver.begin(name)
    while chunk := request.read(CHUNK):
        receiver.write(chunk)
    return receiver.complete()
