"""Settings: rules of mails, in their order; each can be tried before it is switched on (U6, U7)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.intake.forms.rules import MORE, RuleForm, rows_of
from atenda.intake.models import Rule
from atenda.intake.permissions import may_change_policy
from atenda.intake.rules import managing, trying
from atenda.intake.rules.judging import ready
from atenda.intake.rules.telling import does, question, unusable
from atenda.intake.rules.vocabulary import conditions_of
from atenda.mailboxes.names import mailboxes
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import go, say
from atenda.ui.order import move


@require_safe
def rules(request: AtendaRequest) -> HttpResponse:
    require(may_change_policy(request.actor))
    names = mailboxes()
    rows = [
        {
            "rule": rule,
            "mailbox": names.get(rule.mailbox_id, ""),
            "asks": [question(each) for each in conditions_of(rule.conditions)],
            "does": does(rule.gives, rule.ends),
            "unusable": unusable(rule.gives),
        }
        for rule in Rule.objects.filter(removed_at=None).order_by("position", "pk")
    ]
    return render(request, "intake/rules.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    require(may_change_policy(request.actor))
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: AtendaRequest, pk: int) -> HttpResponse:
    return _form(request, rule_or_404(request, pk))


@require_safe
def trial(request: AtendaRequest, pk: int) -> HttpResponse:
    """What the rule, as it is kept, makes of the last mails."""
    there = rule_or_404(request, pk)
    return render(request, "intake/rule_trial.html", {"rule": there, "trial": trying.try_out(ready(there))})


@require_POST
def order(request: AtendaRequest) -> HttpResponse:
    """Rules in the order of the page; with `up` or `down`, one of them a place further."""
    require(may_change_policy(request.actor))
    keys, now = [*dict.fromkeys(request.POST.getlist("order"))], timezone.now()
    for name, step in (("up", -1), ("down", 1)):
        move(keys, request.POST.get(name, ""), step)
    ids = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19]
    try:
        with one_deed() as doing:
            managing.put_in_order(ids, by=request.actor, now=now)
    except Refused as refusal:
        say(request, str(refusal))
        return go(request, link("intake:rules"))
    if request.htmx:
        return HttpResponse(status=204)
    if doing.events:
        say(request, _("They are asked in this order."), undo=way_back(doing, by=request.actor, now=now))
    return go(request, link("intake:rules"))


@require_POST
def switching(request: AtendaRequest, pk: int) -> HttpResponse:
    """On with `on`, else off."""
    there, now, is_on = rule_or_404(request, pk), timezone.now(), bool(request.POST.get("on"))
    with one_deed() as doing:
        managing.switch(there, is_on=is_on, by=request.actor, now=now)
    sentence = _("The rule is on: it is asked of every mail from now on.") if is_on else _("The rule is off.")
    say(request, sentence, undo=way_back(doing, by=request.actor, now=now))
    return go(request, link("intake:rules"))


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = rule_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.remove(there, by=request.actor, now=now)
    say(request, _("The rule is removed."), undo=way_back(doing, by=request.actor, now=now))
    return go(request, link("intake:rules"))


def rule_or_404(request: AtendaRequest, pk: int) -> Rule:
    require(may_change_policy(request.actor))
    found: Rule | None = Rule.objects.filter(pk=pk, removed_at=None).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _form(request: AtendaRequest, there: Rule | None) -> HttpResponse:
    """Saved, tried as it is typed (`try`), or shown again with room for more conditions (`more`)."""
    sent = request.POST if request.method == "POST" else None
    rows = rows_of(there, sent) + (MORE if sent and "more" in sent else 0)
    form, tried = RuleForm(sent, rule=there, rows=rows), None
    if sent is not None and "more" in sent:
        initial = {name: sent.getlist(name) if name == "tags" else sent[name] for name in sent}
        return _drawn(request, RuleForm(rule=there, rows=rows, initial=initial), there, None)
    if form.is_valid():
        if "try" not in request.POST:
            done = _save(request, form, there)
            if done is not None:
                return done
        else:
            tried = trying.try_out(ready(_draft(form, there)))
    return _drawn(request, form, there, tried)


def _save(request: AtendaRequest, form: RuleForm, there: Rule | None) -> HttpResponse | None:
    now = timezone.now()
    try:
        with one_deed() as doing:
            if there is None:
                managing.add_rule(**form.values, by=request.actor, now=now)
            else:
                managing.change(there, **form.values, by=request.actor, now=now)
    except Refused as refusal:
        say_beside(form, refusal)
        return None
    sentence = _("Saved.") if there else _("The rule is added. It is off: try it, and switch it on.")
    say(request, sentence, undo=way_back(doing, by=request.actor, now=now))
    return go(request, link("intake:rules"))


def _draft(form: RuleForm, there: Rule | None) -> Rule:
    """The rule as it is typed; nothing is saved."""
    values = {**form.values, "conditions": managing.kept_conditions(form.conditions)}
    draft = Rule(**values)
    if there is not None:
        draft.pk, draft.position, draft.version = there.pk, there.position, there.version
    return draft


def _drawn(request: AtendaRequest, form: RuleForm, there: Rule | None, tried: Any) -> HttpResponse:
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "intake/rule.html", {"form": form, "rule": there, "trial": tried}, status=status)
