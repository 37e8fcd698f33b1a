"""The form of a signature: its text in each language, with form or as it was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from atenda.conversations.rich import words_of
from atenda.conversations.wording_html import as_html
from atenda.mailboxes.models import Mailbox
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.refusals import Refused
from atenda.signatures.models import Signature
from atenda.signatures.signing import LONGEST, LONGEST_HTML, tidied


class TextForm(forms.Form):
    """In one language, whose code stands before its fields."""

    all_optional = True

    body = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    html = forms.CharField(
        max_length=LONGEST_HTML, required=False, widget=forms.Textarea(attrs={"hidden": True, "rows": 1})
    )

    def __init__(self, data: Any, *, language: str, kept: str) -> None:
        super().__init__(data, prefix=language, initial={"html": kept, "body": words_of(kept).strip()})
        self.language = language
        self.fields["body"].label = _("Signature in %(language)s") % {"language": dict(settings.LANGUAGES)[language]}
        self.fields["body"].widget.attrs |= {"lang": language, "data-takes-fields": True}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        typed = values.get("body", "").strip()
        try:
            values["text"] = tidied((values.get("html") or as_html(typed)) if typed else "")
        except Refused as refusal:
            self.add_error("body", str(refusal))
        return values


class SignatureForm:
    """All languages of one signature."""

    def __init__(self, data: Any = None, *, kept: Signature | None) -> None:
        texts = kept.texts if kept else {}
        self.texts = [TextForm(data, language=each, kept=texts.get(each, "")) for each in LANGUAGES]

    def is_valid(self) -> bool:
        refused = [form for form in self.texts if not form.is_valid()]  # each says what is wrong with it
        return not refused

    @property
    def values(self) -> dict[str, str]:
        return {form.language: form.cleaned_data["text"] for form in self.texts}


def offered_mailboxes() -> list[Mailbox]:
    """Those that mails go out from."""
    return list(Mailbox.objects.filter(retired_at=None).order_by("name", "pk"))
