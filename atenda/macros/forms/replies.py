"""The form of a quick reply: its texts side by side, each with whether it is still right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.macros.forms.sharing import KeptForm, shared_initial
from atenda.macros.models import QuickReply
from atenda.macros.replies import LONGEST
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent


class ReplyForm(KeptForm):
    shortcut = forms.CharField(
        label=gettext_lazy("Shortcut"),
        max_length=31,
        required=False,
        help_text=gettext_lazy("Typed after a semicolon while writing: ;thanks."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "shortcut", "folder", "reach", "team")

    def __init__(self, data: Any = None, *, actor: Agent, kept: QuickReply | None = None) -> None:
        super().__init__(data, actor=actor, kept=kept, initial=_initial(kept) if kept else None)
        names = dict(settings.LANGUAGES)
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("Text in %(language)s") % {"language": names[language]},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 7, "lang": language, "data-takes-fields": True}),
            )
        for language in kept.stale if kept else ():
            self.fields[f"still_{language}"] = forms.BooleanField(
                label=_("It is still right as it stands"), required=False
            )

    def texts(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField | None]]:
        """By language its text and, where that is stale, the mark that it is right all the same."""
        for language in LANGUAGES:
            still = f"still_{language}"
            yield language, self[f"text_{language}"], self[still] if still in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(cleaned.get(f"text_{language}") for language in LANGUAGES) and not self.errors:
            self.add_error("text_es", _("Write the text in one language at least."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        texts = {language: said[f"text_{language}"] for language in LANGUAGES}
        return {**self.shared_values(), "shortcut": said["shortcut"], "texts": texts}

    @property
    def still_right(self) -> list[str]:
        """Languages whose text somebody looked at."""
        return [language for language in LANGUAGES if self.cleaned_data.get(f"still_{language}")]


def _initial(kept: QuickReply) -> dict[str, Any]:
    texts = {f"text_{language}": text for language, text in kept.texts.items()}
    return {**shared_initial(kept), "shortcut": kept.shortcut, **texts}
