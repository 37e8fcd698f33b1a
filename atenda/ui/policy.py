"""The content policy (3.27) and its neighbours, on every response that does not bring a stricter one of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

THIRD_PARTY_MODULES = {
    "dompurify": "vendor/dompurify.js",
    "sortablejs": "vendor/sortable.js",
    "tom-select": "vendor/tom-select.js",
    "trix": "vendor/trix.js",
}
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class ContentPolicyMiddleware:
    """Stands outermost, so that errors and refusals carry the headers too. Gives `request.csp_nonce` to the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = policy(nonce, stream_address(request))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def policy(nonce: str, stream: str) -> str:
    """The policy of one response. Only a stream with its own port needs to be named."""
    origin = urlsplit(stream)
    connect = f"'self' {origin.scheme}://{origin.netloc}" if origin.netloc else "'self'"
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{import_map_digest()}'; style-src 'self' 'nonce-{nonce}'; "
        f"img-src 'self' data: blob:; font-src 'self'; connect-src {connect}; frame-src 'self'; "
        "media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'; require-trusted-types-for 'script'; trusted-types default dompurify"
    )


def stream_address(request: HttpRequest) -> str:
    """Where this browser finds the stream. «:8001/events» means: on the host it already talks to."""
    configured: str = settings.STREAM_URL
    if not configured.startswith(":"):
        return configured
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return f"{request.scheme}://{name}{configured}"


@cache
def import_map() -> str:
    """The addresses of third-party modules, hashed names and all: the only script written into a page."""
    return json.dumps({"imports": {name: static(path) for name, path in THIRD_PARTY_MODULES.items()}})


@cache
def import_map_digest() -> str:
    return base64.b64encode(hashlib.sha256(import_map().encode()).digest()).decode()
