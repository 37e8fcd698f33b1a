"""Answers to htmx: one block of a page, rendered alone, with what every page has around it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from jinja2_fragments import render_block

from atenda.organizations.links import link
from atenda.ui.context import page
from atenda.ui.pages import Pages


def fragment(
    request: HttpRequest, template: str, block: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The block of the page `template`, as the page itself would show it."""
    values = {**(context or {}), **page(request), "request": request}
    pages = cast(Pages, engines["pages"])
    return HttpResponse(render_block(pages.env, template, block, **values), status=status)


def go(request: HttpRequest, address: str) -> HttpResponse:
    """After a deed: the browser goes to `address`, whether htmx asked or a plain form did."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def announce(response: HttpResponse, sentence: str, *, undo: Iterable[int] = (), kind: str = "success") -> HttpResponse:
    """Have the page that asked say a sentence in its corner; `undo` are the events by which it can be taken back."""
    triggers = json.loads(response.headers.get("HX-Trigger", "{}"))
    deed = "-".join(map(str, undo))
    way_back = {"address": link("history:undoing"), "deed": deed} if deed else None
    triggers["atenda:toast"] = {"text": str(sentence), "undo": way_back, "kind": kind}
    response.headers["HX-Trigger"] = json.dumps(triggers)
    return response


def say(request: HttpRequest, sentence: str, *, undo: Iterable[int] = (), back: str = "") -> None:
    """Have the next page say in its corner what was done; `undo` are the events by which it can be taken back.

    `back` is the address that takes it back, where that is not the one of events.
    """
    messages.success(request, sentence, extra_tags=back or "-".join(str(event) for event in undo))


def created(value: str, text: str) -> HttpResponse:
    """Answer of a form in the second panel: the field that asked chooses what was just made."""
    trigger = json.dumps({"atenda:created": {"value": value, "text": str(text)}})
    return HttpResponse(status=204, headers={"HX-Trigger": trigger})
