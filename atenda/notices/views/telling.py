"""Settings: who is told what, in which words; with a preview of what is not saved yet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.notices.default_words import WORDS
from atenda.notices.examples import example
from atenda.notices.forms import PolicyForm, WordingForm
from atenda.notices.models import Audience, Kind
from atenda.notices.permissions import may_manage_notices
from atenda.notices.policy import change_policy, heading, may_be_told, switch, telling
from atenda.notices.views.outbox import sandboxed
from atenda.notices.wording import NAMES, PLACES, Words, change_words, words
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest

ROWS = (Kind.OPENED, Kind.WROTE, Kind.FAILED, Kind.EDITED, Kind.CLOSED, Kind.NOTED)


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: AtendaRequest) -> HttpResponse:
    """Who is told what. A GET that brings a form's values shows what they would do, and saves nothing."""
    require(may_manage_notices(request.actor))
    if request.method == "POST":
        form = PolicyForm(request.POST, now=telling())
        if form.is_valid():
            change_policy(**form.cleaned_data, by=request.actor)
            return HttpResponseRedirect(f"{link('notices:policy')}?saved=1")
        return _policy_page(request, form, 422)
    form = PolicyForm(request.GET if "window" in request.GET else None, now=telling())
    return _policy_page(request, form)


@require_safe
def policy_preview(request: AtendaRequest) -> HttpResponse:
    """The example mail under the policy in the address; for an iframe."""
    require(may_manage_notices(request.actor))
    form = PolicyForm(request.GET, now=telling())
    policy = form.telling() if form.is_valid() else telling()
    shown = _shown(request)
    composed = example(shown["kind"], shown["audience"], shown["language"], telling=policy, by=request.actor)
    return sandboxed(composed.html)


@require_safe
def wordings(request: AtendaRequest) -> HttpResponse:
    """The list of mails and languages."""
    require(may_manage_notices(request.actor))
    rows = [
        (name, label, [(language, words(name, language)) for language in LANGUAGES]) for name, label in NAMES.items()
    ]
    return render(request, "notices/wordings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: AtendaRequest, which: str, language: str) -> HttpResponse:
    """The words of one mail. A GET that brings words shows how they look, and saves nothing."""
    require(may_manage_notices(request.actor))
    _known(which, language)
    said = words(which, language)
    initial = {"subject": said.subject, "body": said.body}
    if request.method != "POST":
        form = WordingForm(request.GET if "body" in request.GET else None, initial=initial)
        return _wording_page(request, form, which, language, said)
    if "default" in request.POST:
        subject, body = WORDS[which][language]
        change_words(which, language, subject=subject, body=body, by=request.actor)
        return HttpResponseRedirect(f"{link('notices:wording', which=which, language=language)}?saved=1")
    form = WordingForm(request.POST, initial=initial)
    if not form.is_valid():
        return _wording_page(request, form, which, language, said, 422)
    change_words(which, language, **form.cleaned_data, by=request.actor)
    return HttpResponseRedirect(f"{link('notices:wording', which=which, language=language)}?saved=1")


@require_safe
def wording_preview(request: AtendaRequest, which: str, language: str) -> HttpResponse:
    """The example mail in the words of the address; for an iframe."""
    require(may_manage_notices(request.actor))
    _known(which, language)
    form = WordingForm(request.GET)
    said = form.words() if form.is_valid() else words(which, language)
    audience, told_as = _meant(which)
    return sandboxed(example(told_as, audience, language, telling=telling(), by=request.actor, said=said).html)


def _policy_page(request: AtendaRequest, form: PolicyForm, status: int = 200) -> HttpResponse:
    shown = _shown(request)
    values = {name: form[name].value() for name in form.fields}
    query = urlencode({**values, **shown}, doseq=True)
    context = {
        "form": form,
        "rows": [(heading(kind), [(a, switch(kind, a), may_be_told(kind, a)) for a in Audience]) for kind in ROWS],
        "audiences": list(Audience),
        "preview": f"{link('notices:policy-preview')}?{query}",
        "shown": shown,
        "shown_kinds": [kind for kind in ROWS if may_be_told(kind, shown["audience"])],
        "languages": LANGUAGES,
        "is_told": switch(shown["kind"], shown["audience"]) in form.chosen,
        "is_saved": "saved" in request.GET,
    }
    return render(request, "notices/policy.html", context, status=status)


def _shown(request: HttpRequest) -> dict[str, Any]:
    """Which example is looked at."""
    given = request.POST if request.method == "POST" else request.GET
    audience = given.get("audience", "")
    audience = Audience(audience) if audience in Audience.values else Audience.CUSTOMER
    kind = given.get("kind", "")
    kind = Kind(kind) if kind in Kind.values else Kind.EDITED
    language = given.get("language", "")
    return {
        "kind": kind if may_be_told(kind, audience) else Kind.EDITED,
        "audience": audience,
        "language": language if language in LANGUAGES else "es",
    }


def _wording_page(
    request: AtendaRequest, form: WordingForm, which: str, language: str, said: Words, status: int = 200
) -> HttpResponse:
    audience, told_as = _meant(which)
    typed = form.words() if form.is_bound and form.is_valid() else said
    composed = example(told_as, audience, language, telling=telling(), by=request.actor, said=typed)
    query = urlencode({"subject": typed.subject, "body": typed.body})
    context = {
        "form": form,
        "which": which,
        "label": NAMES[which],
        "language": language,
        "said": said,
        "places": PLACES,
        "composed": composed,
        "preview": f"{link('notices:words-preview', which=which, language=language)}?{query}",
        "is_saved": "saved" in request.GET,
    }
    return render(request, "notices/wording.html", context, status=status)


def _known(name: str, language: str) -> None:
    if name not in NAMES or language not in LANGUAGES:
        raise Http404


def _meant(name: str) -> tuple[Audience, str]:
    whom, _dash, told_as = name.partition("-")
    return (Audience.CUSTOMER if whom == "customer" else Audience.ASSIGNEES), told_as
