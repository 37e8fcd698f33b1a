"""What a deed on many cases asks for: one value, or some and what to do with them; of an end, why and what lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.field_rules import LABELS, NeededToClose
from atenda.cases.fields import MAKERS, CustomerField, TagsField, customer_value
from atenda.cases.models import Lifecycle
from atenda.cases.permissions import may_fill_in
from atenda.cases.tagging import tags_called
from atenda.customers.models import Account
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.ui.choices import Settled
from atenda.ui.moments import MomentField
from atenda.worklists.bulk.asking import BIN, HOWS, MOMENTS, TEXTS, Asked

NONE = "none"
ALSO = "also_"
NOTHING = "nothing"
FILLED_ALWAYS = ("state", "priority", "customer", "reference")


class ManyForm(forms.Form):
    """The form of one deed. `key` is of this form: sent twice, it is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, deed: str, *, actor: Agent, data: Any = None, initial: Asked | None = None) -> None:
        self.deed, self.actor = deed, actor
        filled_in = data is not None and (deed == BIN or not {"to", "how", NOTHING}.isdisjoint(data))
        if filled_in and "key" not in data:
            data = data.copy()
            data["key"] = str(uuid4())
        super().__init__(data if filled_in else None, initial={"key": uuid4(), **_initial(initial)}, auto_id="many_%s")
        if deed == BIN:
            return
        if deed in ("tags", "assignees"):
            self.fields["how"] = forms.ChoiceField(label=_("What to do"), choices=HOWS.items(), initial="add")
            self.fields["ids"] = TagsField() if deed == "tags" else _people()
            self.fields["ids"].label = LABELS[deed]
            self.fields["ids"].required = False
        else:
            self.fields["to"] = _field(deed)
            self.fields["to"].required = deed not in TEXTS or deed in FILLED_ALWAYS
            if deed in MOMENTS:
                self.use_required_attribute = False
                self.fields["to"].error_messages["required"] = _(
                    "Write a day and an hour, or say that it is left empty."
                )
                self.fields[NOTHING] = forms.BooleanField(label=_("Leave it empty"), required=False)
        self._keep_customers_out_of_sight(deed)

    def clean(self) -> dict[str, Any]:
        """Nobody empties a moment by forgetting to write it."""
        said = self.cleaned_data
        if said.get(NOTHING):
            if said.get("to"):
                self.add_error("to", self.fields["to"].error_messages["required"])
            elif not self["to"].data:
                self.errors.pop("to", None)
                said["to"] = None
        return said

    def ask_for_ending(self, lacking: Iterable[str]) -> None:
        """Why it ends and what solved it, and what these cases lack for that, once for all of them (U24)."""
        state = self.state
        if state is None or not state.is_finished:
            return
        is_cancelling = state.lifecycle == Lifecycle.CANCELLED
        reasons = [each for each in catalogue.in_use(catalogue.closing_reasons()) if each.cancels == is_cancelling]
        if reasons:
            self.fields["reason"] = _choice(LABELS["closing_reason"], [(each.id, each.label) for each in reasons])
            if "closing_reason" in lacking:
                self.fields["reason"].help_text = NeededToClose.beside
        if is_cancelling:
            return
        self.fields["solution"] = forms.CharField(
            label=LABELS["solution"],
            max_length=50_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Written where a case has none yet."),
        )
        asked = {name.removeprefix(ALSO) for name in self.data if name.startswith(ALSO)}
        for name in sorted({*lacking, *asked} - {"solution", "closing_reason"}):
            if name in MAKERS and name != "account" and may_fill_in(self.actor, [name]):
                self.fields[ALSO + name] = TagsField() if name == "tags" else _field(name, is_optional=False)
                self.fields[ALSO + name].label = LABELS[name]
                self.fields[ALSO + name].required = False
                self.fields[ALSO + name].help_text = _("Filled in where a case lacks it.")

    @property
    def state(self) -> catalogue.Value | None:
        """The state chosen, as far as it is one."""
        typed = str(self["to"].value() or "") if self.deed == "state" else ""
        return catalogue.states().get(int(typed)) if typed.isdecimal() and len(typed) < 19 else None

    def asked(self, *, by: Agent, now: datetime) -> Asked:
        """What is asked, as it is kept. Called in a deed: a tag that nobody used before is made."""
        said = self.cleaned_data
        if self.deed == BIN:
            return {"deed": BIN}
        if "how" in self.fields:
            ids = [tag.pk for tag in tags_called(said["ids"], by=by, now=now)] if self.deed == "tags" else said["ids"]
            return {"deed": self.deed, "how": said["how"], "ids": ids}
        also = {
            name.removeprefix(ALSO): _kept(said[name]) for name in self.fields if name.startswith(ALSO) and said[name]
        }
        if "tags" in also:
            also["tags"] = [tag.pk for tag in tags_called(also["tags"], by=by, now=now)]
        ending = {"reason": said.get("reason"), "solution": said.get("solution"), "also": also}
        return {"deed": self.deed, "to": _kept(said["to"]), **{name: each for name, each in ending.items() if each}}

    def _keep_customers_out_of_sight(self, deed: str) -> None:
        """Whoever may not see customers chooses none."""
        if deed in ("customer", "account"):
            field: Any = self.fields["to"]
            field.find = lambda text: customer_of(text) if may_see_customers(self.actor) else None
            chosen = field.find(str(self["to"].value() or "")) if self["to"].value() else None
            field.widget.choices = [("", ""), *([(customer_value(chosen), str(chosen))] if chosen else [])]


def _field(name: str, *, is_optional: bool = True) -> forms.Field:
    """The field of one value; what a case may be without can be left empty by saying so."""
    if name in TEXTS:
        if name == "reference":
            return forms.CharField(label=LABELS[name], max_length=200)
        return forms.CharField(label=LABELS[name], max_length=50_000, widget=forms.Textarea(attrs={"rows": 3}))
    if name in MOMENTS:
        return MomentField(label=LABELS[name])
    if name in ("customer", "account"):
        return CustomerField(label=LABELS[name], only=Account if name == "account" else None)
    if name == "team":
        values = [(team.id, team.name) for team in directory.teams().values() if team.is_active]
    elif name == "responsible":
        values = _colleagues()
    else:
        values = [(each.id, each.label) for each in catalogue.in_use(catalogue.OF_FIELD[name]())]
    empty = {"responsible": _("Nobody")}.get(name, _("Leave it empty"))
    can_be_empty = is_optional and name not in FILLED_ALWAYS
    return _choice(LABELS[name], [*values, *([(NONE, empty)] if can_be_empty else [])])


def _choice(label: Any, values: list[tuple[Any, Any]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=Settled([("", "—"), *values]),
        coerce=lambda value: value if value == NONE else int(value),
        empty_value=None,
        required=False,
    )


def _people() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=LABELS["assignees"], choices=Settled(_colleagues()), coerce=int, required=False
    )


def _colleagues() -> list[tuple[int, str]]:
    return [(agent.id, agent.name) for agent in directory.agents().values() if agent.is_active]


def _kept(value: Any) -> Any:
    if value == NONE:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    return customer_value(value) if hasattr(value, "kind") else value


def _initial(asked: Asked | None) -> dict[str, Any]:
    """What was asked before, to be asked again."""
    if not asked:
        return {}
    said = {name: asked[name] for name in ("to", "how", "reason", "solution") if name in asked}
    if asked["deed"] in MOMENTS:
        return {"to": _shown("due_at", said["to"])} if said["to"] else {NOTHING: True}
    if "to" in said and said["to"] is None:
        said["to"] = NONE
    if "ids" in asked:
        known = catalogue.tags()
        is_tags = asked["deed"] == "tags"
        said["ids"] = ", ".join(known[pk].label for pk in asked["ids"] if pk in known) if is_tags else asked["ids"]
    also = {name: value for name, value in asked.get("also", {}).items() if name != "tags"}
    return said | {f"{ALSO}{name}": _shown(name, value) for name, value in also.items()}


def _shown(name: str, kept: Any) -> Any:
    return datetime.fromisoformat(kept) if name in MOMENTS and kept else kept
