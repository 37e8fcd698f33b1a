"""What a provider posts, read whole and byte for byte, as large as a mail may be.

Django would refuse a field of more than a megabyte and turn its bytes into text; a mail is not text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

LARGEST_POST = 50_000_000  # a mail of 35 MB in base64 of base64
MOST_FIELDS = 500


class PostTooLarge(Exception):
    pass


class NoPost(Exception):
    """It is not in the form it says."""


@dataclass
class Post:
    """Fields by name, the last one of each; files with their names."""

    kind: str
    body: bytes
    fields: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, SimpleUploadedFile] = field(default_factory=dict)


def read_post(request: HttpRequest) -> Post:
    """Raises PostTooLarge, NoPost."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said) > LARGEST_POST:
        raise PostTooLarge
    body = request.read(LARGEST_POST + 1)
    if len(body) > LARGEST_POST:
        raise PostTooLarge
    if len(body) < int(said):  # the line broke
        raise NoPost
    try:
        kind, parameters = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    except ValueError as error:  # it is too long
        raise NoPost from error
    post = Post(kind, body)
    if kind == "application/x-www-form-urlencoded":
        _urlencoded(post)
    elif kind == "multipart/form-data":
        _multipart(post, parameters.get("boundary", "").encode("latin-1", "replace"))
    return post


def lend(request: Any, post: Post) -> None:
    """Have the request answer for `body`, POST and FILES from what was read."""
    values = QueryDict(mutable=True)
    for name, value in post.fields.items():
        values[name] = value.decode("utf-8", "replace")
    request._body, request._stream = post.body, BytesIO(post.body)
    request._post = values
    request._files = MultiValueDict({name: [file] for name, file in post.files.items()})


def _urlencoded(post: Post) -> None:
    pairs = post.body.split(b"&", MOST_FIELDS)
    if len(pairs) > MOST_FIELDS:
        raise NoPost
    for pair in pairs:
        name, _is, value = pair.replace(b"+", b" ").partition(b"=")
        post.fields[unquote_to_bytes(name).decode("utf-8", "replace")] = unquote_to_bytes(value)


def _multipart(post: Post, boundary: bytes) -> None:
    if not 0 < len(boundary) <= 200:
        raise NoPost
    _before, *parts = (b"\r\n" + post.body).split(b"\r\n--" + boundary, MOST_FIELDS + 1)
    if not parts or not parts[-1].startswith(b"--") or len(parts) > MOST_FIELDS:
        raise NoPost
    for part in parts[:-1]:
        header, is_whole, content = part.partition(b"\r\n\r\n")
        if not is_whole:
            raise NoPost
        _add(post, header, content)


def _add(post: Post, header: bytes, content: bytes) -> None:
    said = {}
    for line in header.decode("utf-8", "replace").split("\r\n"):
        name, _colon, value = line.partition(":")
        said[name.strip().lower()] = value.strip()
    try:
        _kind, parameters = parse_header_parameters(said.get("content-disposition", ""))
    except ValueError as error:
        raise NoPost from error
    name = parameters.get("name", "")
    if "filename" in parameters:
        kind = said.get("content-type") or "application/octet-stream"
        post.files[name] = SimpleUploadedFile(_called(parameters["filename"]), content, kind)
    else:
        post.fields[name] = content


def _called(name: str) -> str:
    """A name that no folder has, whatever a stranger called the file: for its sake no mail is sent away."""
    last = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")
    return "file" if last in ("", ".", "..") else last
