"""The form of a rule of mails. Rows of conditions stand in it as fields of their own, so that each says what is wrong
with it; a row that is left empty is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.cases.successors import values_of
from atenda.intake.models import Rule, RuleEnd
from atenda.intake.rules import giving
from atenda.intake.rules.telling import ASKED, HEADINGS, LANGUAGE_NAMES
from atenda.intake.rules.vocabulary import HOWS, MOST_CONDITIONS, BadCondition, Condition, Field, condition_of
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.names import mailboxes
from atenda.staff import directory

FIRST_ROWS = 3
MORE = 3
LONGEST = 4_000


class RuleForm(forms.Form):
    """What the rule asks, and what it does."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("For example: invoices to Accounting.")
    )
    mailbox = forms.ChoiceField(label=gettext_lazy("Mails of"), required=False)
    match = forms.ChoiceField(
        label=gettext_lazy("It holds when"),
        choices=[("all", gettext_lazy("all conditions are met")), ("any", gettext_lazy("one of them is met"))],
        initial="all",
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    responsible = forms.ChoiceField(label=gettext_lazy("Responsible"), required=False)
    tags = forms.MultipleChoiceField(label=gettext_lazy("Tags"), required=False)
    ends = forms.ChoiceField(label=gettext_lazy("And then"), choices=RuleEnd.choices, required=False)
    overwrites = forms.BooleanField(
        label=gettext_lazy("Also where an earlier rule has given another value"), required=False
    )

    def __init__(self, *args: Any, rule: Rule | None = None, rows: int = FIRST_ROWS, **kwargs: Any) -> None:
        kwargs["initial"] = {**(_initial(rule) if rule else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        kept = rule.gives if rule else {}
        self.rows = min(rows, MOST_CONDITIONS)
        self.conditions: list[Condition] = []
        self._fill("mailbox", [("", _("all mailboxes")), *((str(pk), name) for pk, name in mailboxes().items())])
        for field in giving.GIVEN:
            self._fill(field, list(_offered(field, giving.ids_of(kept, field))))
        for place in range(self.rows):
            self.fields[f"what_{place}"] = forms.ChoiceField(
                label=_("Condition %(number)s") % {"number": place + 1}, choices=_asked(), required=False
            )
            self.fields[f"value_{place}"] = forms.CharField(
                label=_("What it is compared with, condition %(number)s") % {"number": place + 1},
                max_length=LONGEST,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def _fill(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of conditions, as the page draws them."""
        for place in range(self.rows):
            yield self[f"what_{place}"], self[f"value_{place}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.conditions = [each for place in range(self.rows) if (each := self._condition(place)) is not None]
        if not self.conditions and not any(name.startswith(("what_", "value_")) for name in self.errors):
            self.add_error("what_0", _("Choose what is looked at, at least once."))
        if not self.gives and not cleaned.get("ends") and not self.errors.get("ends"):
            self.add_error("ends", _("Choose what the rule does: give a value, hold the mail or ignore it."))
        return cleaned

    def _condition(self, place: int) -> Condition | None:
        what, value = f"what_{place}", f"value_{place}"
        if what in self.errors or value in self.errors:
            return None
        asked, typed = self.cleaned_data[what], self.cleaned_data[value]
        if not asked:
            if typed.strip():
                self.add_error(what, _("Choose what is looked at."))
            return None
        field, how, *language = asked.split(".")
        try:
            return condition_of(field, how, language or typed.replace(";", ",").split(","))
        except BadCondition as refusal:
            self.add_error(what if refusal.part == "how" else value, str(refusal))
            return None

    @property
    def gives(self) -> dict[str, Any]:
        """By field the keys of what it gives."""
        found: dict[str, Any] = {}
        for field in giving.GIVEN:
            chosen = self.cleaned_data.get(field)
            if chosen:
                found[field] = [int(pk) for pk in chosen] if field == giving.TAGS else int(chosen)
        return found

    @property
    def values(self) -> Mapping[str, Any]:
        """As the verbs take them."""
        said = self.cleaned_data
        pk = said["mailbox"]
        return {
            "name": said["name"],
            "mailbox": Mailbox.objects.get(pk=pk) if pk else None,
            "match_all": said["match"] == "all",
            "conditions": self.conditions,
            "gives": self.gives,
            "ends": said["ends"],
            "overwrites": said["overwrites"],
        }


def rows_of(rule: Rule | None, typed: Mapping[str, Any] | None) -> int:
    """As many as were sent, or as the rule has and one more."""
    if typed is not None:
        sent = [int(name[5:]) for name in typed if name.startswith("what_") and name[5:].isdecimal() and len(name) < 8]
        return max(FIRST_ROWS, min(max(sent, default=0) + 1, MOST_CONDITIONS))
    return max(FIRST_ROWS, len(rule.conditions) + 1 if rule else 0)


def _initial(rule: Rule) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": rule.name,
        "mailbox": rule.mailbox_id or "",
        "match": "all" if rule.match_all else "any",
        "ends": rule.ends,
        "overwrites": rule.overwrites,
        **rule.gives,
    }
    for place, each in enumerate(rule.conditions):
        is_language = each["field"] == Field.LANGUAGE
        parts = [each["field"], each["how"], *(each["values"][:1] if is_language else [])]
        said[f"what_{place}"] = ".".join(parts)
        said[f"value_{place}"] = "" if is_language else ", ".join(each["values"])
    return said


def _asked() -> list[Any]:
    """All that can be asked, by what it is asked of. Languages are few: each is a question of its own."""
    groups: list[Any] = [("", "—")]
    for field, hows in HOWS.items():
        if field is Field.LANGUAGE:
            some = [
                (f"{field.value}.{how.value}.{code}", f"{ASKED[field, how]} {name}")
                for how in hows
                for code, name in LANGUAGE_NAMES.items()
            ]
        else:
            some = [(f"{field.value}.{how.value}", str(ASKED[field, how])) for how in hows]
        groups.append((str(HEADINGS[field]), some))
    return groups


def _offered(field: str, kept: list[int]) -> Iterator[tuple[str, str]]:
    """What can be chosen, and what the rule gives already, offered or not."""
    if field != giving.TAGS:
        yield "", _("as the mailbox says")
    if field == "team":
        known: list[int] = list(directory.teams())
    elif field == "responsible":
        known = list(directory.agents())
    else:
        known = list(values_of(field))
    for pk in known:
        if pk in kept or giving.is_offered(field, pk):
            yield str(pk), giving.called(field, pk)
