"""The Jinja2 environment of every page: autoescaped, translated, with the few names each template may use."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jinja2
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from atenda.organizations.links import link
from atenda.ui import forms, times
from atenda.ui.icons import icon
from atenda.ui.quick import QuickEnvironment

TONES = ("grey", "blue", "azure", "green", "yellow", "orange", "red", "purple")
AVATAR_TONES = ("blue", "azure", "green", "orange", "red", "purple")


def environment(language: str, **options: Any) -> QuickEnvironment:
    """The pages of one language. A name no view gave is an error, not an empty space."""
    options = {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        **options,
    }
    if options["undefined"] is jinja2.Undefined:
        options["undefined"] = jinja2.StrictUndefined
    env = QuickEnvironment(**options)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    said = words(language)
    env.globals.update(_=said, gettext=said, static=static_address, url=url, link=link, icon=icon)
    env.globals.update(csrf=csrf, csrf_value=csrf_value, control=forms.control)
    env.constant = frozenset({"_", "gettext", "static", "url", "icon"})
    env.filters.update(
        localdate=times.localdate,
        localtime=times.localtime,
        ago=times.ago,
        age=times.age,
        until=times.until,
        duration=times.duration,
        long_duration=times.long_duration,
        initials=initials,
        tone=tone,
        avatar_tone=avatar_tone,
        thousands=thousands,
    )
    if env.loader is not None:
        env.globals["ui"] = env.get_template("ui/components.html").module
    return env


def words(language: str) -> Callable[..., Markup]:
    """`_` of the pages in `language`: what is said is ours and may hold marks, what is filled in is escaped."""

    def said(message: str, **values: Any) -> Markup:
        with translation.override(language):
            text = Markup(translation.gettext(message))  # noqa: S704 - our translators wrote it
        return text % values

    return said


@lru_cache
def static_address(path: str) -> str:
    """The address of a file of ours, its hash in the name."""
    return static(path)


def url(name: str, **kwargs: Any) -> str:
    """The path of a page outside any organization; `link` is the one for pages inside."""
    return reverse(name, kwargs=kwargs)


def csrf(request: HttpRequest) -> Markup:
    """The hidden field every POST form carries."""
    return Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_value(request)}">')  # noqa: S704


def csrf_value(request: HttpRequest) -> str:
    """The token of this answer: masked anew for each answer, once."""
    value = getattr(request, "csrf_value", None)
    if value is None:
        value = request.csrf_value = get_token(request)  # type: ignore[attr-defined]
    return str(value)


def initials(name: object) -> str:
    """María Pérez Soto → MP. A name without letters gives a dot, never an empty circle."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "·"


def tone(colour: object) -> str:
    """The palette's class for a colour held in data; what the palette does not know is grey."""
    return f"tone-{colour}" if colour in TONES else "tone-grey"


def avatar_tone(name: object) -> str:
    """Always the same colour for the same person."""
    return f"tone-{AVATAR_TONES[zlib.crc32(str(name).encode()) % len(AVATAR_TONES)]}"


def thousands(number: int) -> str:
    """1243 → 1 243 in Spanish and Galician typing (thin, unbreakable), 12 → 12."""
    return f"{number:,}".replace(",", "\u202f")
