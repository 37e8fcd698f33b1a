"""The Jinja2 environment of every page: autoescaped, translated, with the few names each template may use."""

from __future__ import annotations

import zlib
from typing import Any

import jinja2
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from atenda.organizations.links import link
from atenda.ui import forms, times
from atenda.ui.icons import icon

TONES = ("grey", "blue", "azure", "green", "yellow", "orange", "red", "purple")
AVATAR_TONES = ("blue", "azure", "green", "orange", "red", "purple")


def environment(**options: Any) -> jinja2.Environment:
    """What settings.TEMPLATES asks for. A name no view gave is an error, not an empty space."""
    options = {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        **options,
    }
    if options["undefined"] is jinja2.Undefined:
        options["undefined"] = jinja2.StrictUndefined
    env = jinja2.Environment(**options)  # noqa: S701 - Django passes autoescape=True
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(static=static, url=url, link=link, icon=icon, csrf=csrf, control=forms.control)
    env.filters.update(
        localdate=times.localdate,
        localtime=times.localtime,
        ago=times.ago,
        age=times.age,
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


def url(name: str, **kwargs: Any) -> str:
    """The path of a page outside any organization; `link` is the one for pages inside."""
    return reverse(name, kwargs=kwargs)


def csrf(request: Any) -> Markup:
    """The hidden field every POST form carries."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


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
