"""Open the page behind a sealed address, for one request: in the customer's language, kept by nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.files.receiving import Receiver
from atenda.files.refusals import FileRefused
from atenda.notices.customer_links import NotThere, opened
from atenda.notices.readers import language_of
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES
from atenda.portal.limiting import wait_to_do
from atenda.ui.errors import not_found

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Visit:
    """Whose page is open, by which address, when. `language` was chosen there; empty for the customer's own."""

    case: Case
    customer: Contact | Account
    token: str
    now: datetime
    language: str


@contextmanager
def entered(request: HttpRequest, token: str) -> Iterator[Visit]:
    """Inside the organization, speaking the language of the page. Raises NotThere."""
    now = timezone.now()
    chosen = request.GET.get("language", "")
    chosen = chosen if chosen in LANGUAGES else ""
    with opened(token, now=now) as (case, customer):
        zone = current_organization().time_zone
        with translation.override(chosen or language_of(customer)), timezone.override(zone):
            yield Visit(case, customer, token, now, chosen)


def closed_to_others(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Kept by no search engine, no cache, and no other site that is linked from here. What is not there: 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except NotThere:
            response = not_found(request)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


def takes_customers_files(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that customers may send files to: heard only behind a true address, and not too often."""

    def receiver(request: HttpRequest, content_length: int) -> Receiver:
        token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
        now = timezone.now()
        try:
            with opened(token, now=now):
                if wait_to_do(request, now=now) is None:
                    return Receiver.of(content_length)
        except NotThere:
            pass
        return Receiver(refusal=FileRefused())

    view.receiver = receiver  # type: ignore[attr-defined]
    return view
