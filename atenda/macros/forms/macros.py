"""The form of a macro: what it gives, writes and sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.cases.successors import values_of
from atenda.macros.forms.sharing import KeptForm, shared_initial
from atenda.macros.models import Macro
from atenda.macros.offered import replies_for
from atenda.macros.steps import LABELS, LONGEST_NOTE, ME, PICKED, TAGS, called, field_of, ids_in, is_offered
from atenda.staff import directory
from atenda.staff.models import Agent

CHOSEN = (*PICKED, "team", "responsible", "state", "reason", "reply")


class MacroForm(KeptForm):
    note = forms.CharField(
        label=LABELS["note"],
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-takes-fields": True}),
    )
    solution = forms.CharField(
        label=LABELS["solution"],
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("For cases that have none yet."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, actor: Agent, kept: Macro | None = None) -> None:
        super().__init__(data, actor=actor, kept=kept, initial={**shared_initial(kept), **kept.does} if kept else None)
        does = kept.does if kept else {}
        for name in CHOSEN:
            choices = [("", _("as it is")), *_choices(name, does, actor)]
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
        for name in TAGS:
            self.fields[name] = forms.MultipleChoiceField(
                label=LABELS[name], choices=list(_choices(name, does, actor)), required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.does:
            self.add_error("state", _("Choose what the macro does."))
        return cleaned

    @property
    def does(self) -> dict[str, Any]:
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in ("note", "solution")}
        for name in CHOSEN:
            chosen = self.cleaned_data.get(name)
            said[name] = chosen if chosen == ME else int(chosen) if chosen else None
        for name in TAGS:
            said[name] = [int(pk) for pk in self.cleaned_data.get(name) or ()]
        return {name: value for name, value in said.items() if value}

    @property
    def values(self) -> dict[str, Any]:
        return {**self.shared_values(), "does": self.does}


def _choices(name: str, does: dict[str, Any], actor: Agent) -> Iterator[tuple[str, str]]:
    """What can be chosen, and what the macro gives already, offered or not."""
    if name == "reply":
        for each in replies_for(actor):
            yield str(each.pk), f"{each.folder} · {each.name}" if each.folder else each.name
        return
    kept = ids_in(does, name)
    known: Any
    if name == "team":
        known = directory.teams()
    elif name == "responsible":
        yield ME, _("whoever runs it")
        known = directory.agents()
    else:
        known = values_of(field_of(name))
    for pk in known:
        if pk in kept or is_offered(name, pk):
            yield str(pk), called(name, pk)
