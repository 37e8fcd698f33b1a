"""What becomes of mails in this organization, whom it takes nothing of, and looking at a period anew."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.intake import blocking, by_hand
from atenda.intake import policy as policies
from atenda.intake.models import Block, Why
from atenda.intake.permissions import may_block_senders, may_change_policy, may_sort_mails
from atenda.mailboxes.models import NewSenders
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say

SHOWN = 500
LONGEST_PERIOD = timedelta(days=92)


class PolicyForm(forms.Form):
    new_senders = forms.ChoiceField(
        label=gettext_lazy("Who writes for the first time"), choices=NewSenders.choices, widget=forms.RadioSelect
    )
    reopen_days = forms.IntegerField(
        label=gettext_lazy("Days in which an answer reopens a closed case"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy("After them an answer opens a case of its own that follows the closed one."),
    )


class BlockForm(forms.Form):
    sender = forms.CharField(
        label=gettext_lazy("Address or domain"),
        max_length=254,
        help_text=gettext_lazy("For example, spam@example.org, or @example.org for all of it."),
    )

    def clean_sender(self) -> str:
        said: str = self.cleaned_data["sender"].strip().lower()
        local, sign, domain = said.rpartition("@")
        if not sign or "." not in domain or " " in said or any(len(part) == 0 for part in domain.split(".")):
            raise ValidationError(_("Write an address, or a domain with its @."))
        return f"{local}@{domain}"


class PeriodForm(forms.Form):
    since = forms.DateField(label=pgettext_lazy("days", "From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=pgettext_lazy("days", "To"), widget=forms.DateInput(attrs={"type": "date"}))
    only = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["only"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Whatever it was")), *((why.value, why.label) for why in Why if why)]

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and not timedelta(0) <= until - since <= LONGEST_PERIOD:
            self.add_error("until", ValidationError(_("Choose up to three months, the end after the beginning.")))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: AtendaRequest) -> HttpResponse:
    """Two forms: what becomes of mails, and one more sender to block."""
    require(may_change_policy(request.actor))
    held = policies.policy()
    form = PolicyForm(initial={"new_senders": held.new_senders, "reopen_days": held.reopen_days})
    block = BlockForm()
    status = 200
    if request.method == "POST" and "sender" in request.POST:
        require(may_block_senders(request.actor))
        block = BlockForm(request.POST)
        if block.is_valid():
            blocking.block(block.cleaned_data["sender"], by=request.actor, now=timezone.now())
            say(request, _("Blocked: nothing of it is taken any more."))
            return go(request, link("intake:policy"))
        status = 422
    elif request.method == "POST":
        form = PolicyForm(request.POST)
        if form.is_valid():
            policies.set_policy(**form.cleaned_data, by=request.actor)
            say(request, _("Saved."))
            return go(request, link("intake:policy"))
        status = 422
    blocks = Block.objects.order_by("sender")[:SHOWN]
    return render(request, "intake/policy.html", {"form": form, "block": block, "blocks": blocks}, status=status)


@require_POST
def unblocking(request: AtendaRequest, pk: int) -> HttpResponse:
    require(may_change_policy(request.actor))
    row = Block.objects.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    blocking.unblock(row, by=request.actor, now=timezone.now())
    say(request, _("Its mails are taken again."))
    return go(request, link("intake:policy"))


@require_http_methods(["GET", "HEAD", "POST"])
def looking_again(request: AtendaRequest) -> HttpResponse:
    """Everything of a period that is held or was dropped by itself, looked at anew."""
    require(may_sort_mails(request.actor))
    form = PeriodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        zone = timezone.get_current_timezone()
        since = datetime.combine(form.cleaned_data["since"], time(), tzinfo=zone)
        until = datetime.combine(form.cleaned_data["until"] + timedelta(days=1), time(), tzinfo=zone)
        number = by_hand.look_again_at_all(since=since, until=until, only=form.cleaned_data["only"])
        words = ngettext("%(number)s mail is looked at anew.", "%(number)s mails are looked at anew.", number)
        say(request, words % {"number": number})
        return go(request, link("intake:tray"))
    return render(request, "intake/again.html", {"form": form}, status=422 if form.is_bound else 200)
