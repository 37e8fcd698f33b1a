"""Which language a page speaks, and which theme it wears: the person's own choice, kept where the person is known."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "atenda-theme"
A_YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """The identity's language, then the cookie's, then the browser's, then Spanish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    if request.user.is_authenticated and request.user.language in known:
        return request.user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in known else translation.get_language_from_request(request)


def theme_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.theme)
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """POST language=gl: from now on this person reads Galician."""
    return _keep(request, "language", tuple(dict(settings.LANGUAGES)), settings.LANGUAGE_COOKIE_NAME)


@login_not_required
@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """POST theme=dark: from now on this person's pages are dark."""
    return _keep(request, "theme", THEMES, THEME_COOKIE)


def _keep(request: HttpRequest, field: str, allowed: tuple[str, ...], cookie: str) -> HttpResponse:
    chosen = request.POST.get(field, "")
    if chosen not in allowed:
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        setattr(request.user, field, chosen)
        request.user.save(update_fields=[field])
    back = request.POST.get("next") or "/"
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    is_background = request.headers.get("HX-Request") == "true"
    response = HttpResponse(status=204) if is_background else HttpResponseRedirect(back)
    response.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response
