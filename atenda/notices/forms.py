"""Forms of notices: who is told what, in which words, by which server; and what each person wants to hear."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atenda.history.telling import FIELD_NAMES
from atenda.notices.filling import unknown_places
from atenda.notices.models import Audience, Channel, Kind, MailServer, Preference, Security
from atenda.notices.policy import WINDOW_NAMES, Telling, as_telling, may_be_told, switch
from atenda.notices.public_fields import MAY_BE_PUBLIC
from atenda.notices.refusals import UnknownPlace
from atenda.notices.wording import PLACES, Words


def public_choices() -> list[tuple[str, Any]]:
    return [(name, FIELD_NAMES[name]) for name in MAY_BE_PUBLIC if name in FIELD_NAMES]


class PolicyForm(forms.Form):
    """Which news goes to whom, and which fields a customer may read."""

    switches = forms.MultipleChoiceField(
        label=_("Who is told what"),
        choices=[(switch(kind, audience), "") for kind in Kind for audience in Audience if may_be_told(kind, audience)],
        required=False,
    )
    public_fields = forms.MultipleChoiceField(
        label=_("What a customer may read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    window = forms.TypedChoiceField(
        label=_("Several changes"),
        coerce=int,
        choices=list(WINDOW_NAMES.items()),
        help_text=_("Creating and closing are told at once, and take along what was waiting."),
    )
    customer_page = forms.BooleanField(
        label=_("Customers may look at their case"),
        required=False,
        help_text=_(
            "Their mails bring a link to a page with the number, the reference, the fields above and the mails "
            "between you and them, where they answer, close and reopen the case. It asks for no password, ends some "
            "time after the last mail, and can be ended on the page of the case."
        ),
    )
    link_days = forms.IntegerField(
        label=_("Days for which the link opens the page"),
        required=False,
        min_value=1,
        max_value=730,
        help_text=_("Counted from the last mail that brings it; a change holds from the next mail on."),
    )

    quotes = forms.BooleanField(
        label=_("Answers repeat what the customer wrote last"),
        required=False,
        help_text=_("Below the new words, as mail programs do. Whoever writes can leave it out, or put it in."),
    )

    def __init__(self, data: Any = None, *, now: Telling) -> None:
        initial = {
            "switches": sorted(now.switches),
            "public_fields": sorted(now.public_fields),
            "window": int(now.window.total_seconds()),
            "customer_page": now.customer_page,
            "link_days": now.link_days,
            "quotes": now.quotes,
        }
        super().__init__(data, initial=initial)
        self.fields["public_fields"].choices = public_choices()  # type: ignore[attr-defined]

    def clean_link_days(self) -> int:
        """Left empty, they stay as they are."""
        return int(self.cleaned_data["link_days"] or self.initial["link_days"])

    @property
    def chosen(self) -> set[str]:
        return set(self["switches"].value() or ())

    def telling(self) -> Telling:
        """The policy as it would be."""
        cleaned = self.cleaned_data
        return as_telling(**cleaned)


class WordingForm(forms.Form):
    """The words of one mail in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14}))

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name].replace("\r\n", "\n")
        if unknown := unknown_places(text, PLACES):
            raise ValidationError(str(UnknownPlace(unknown)))
        return text

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_body(self) -> str:
        return self._known("body")

    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"], is_own=True)


class MailServerForm(forms.Form):
    """Where mail goes out. The password is never shown: left empty, the one there stays."""

    host = forms.CharField(label=_("Server"), max_length=253, help_text=_("For example smtp.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.STARTTLS)
    username = forms.CharField(label=_("User"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep the one that is there."),
    )
    from_name = forms.CharField(label=_("Sender’s name"), max_length=120, required=False)
    from_address = forms.EmailField(label=_("Sender’s e-mail"))
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        help_text=_("Mails to customers then say that they may be answered. Left empty, they promise no such thing."),
    )

    @classmethod
    def of(cls, server: MailServer | None, data: Any = None) -> MailServerForm:
        names = ("host", "port", "security", "username", "from_name", "from_address", "reply_to")
        return cls(data, initial={name: getattr(server, name) for name in names} if server else {})

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().rstrip(".")
        if not host or any(not (sign.isalnum() or sign in ".-:[]") for sign in host):
            raise ValidationError(_("Write the server’s name alone, without spaces or addresses."))
        return host


class PreferenceForm(forms.Form):
    """What one person wants to hear, by which channel, and when."""

    wanted = forms.MultipleChoiceField(
        label=_("What you are told"),
        choices=[(f"{kind}:{channel}", "") for kind in Kind for channel in Channel],
        required=False,
    )
    quiet_from = forms.TimeField(
        label=_("No mails from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Mails of these hours come when they end."),
    )
    digest = forms.BooleanField(label=_("One mail a day instead of many"), required=False)
    digest_at = forms.TimeField(
        label=_("At what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False
    )

    @classmethod
    def of(cls, preference: Preference, data: Any = None) -> PreferenceForm:
        every = [f"{kind}:{channel}" for kind in Kind for channel in Channel]
        initial = {
            "wanted": [one for one in every if one not in preference.off],
            "quiet_from": preference.quiet_from,
            "quiet_until": preference.quiet_until,
            "digest": preference.digest,
            "digest_at": preference.digest_at,
        }
        return cls(data, initial=initial)

    @property
    def chosen(self) -> set[str]:
        return set(self["wanted"].value() or ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Say both when they begin and when they end."))
        if cleaned.get("digest") and cleaned.get("digest_at") is None and "digest_at" not in self.errors:
            self.add_error("digest_at", _("Say at what time it should come."))
        return cleaned

    def off(self) -> list[str]:
        wanted = self.cleaned_data["wanted"]
        return [f"{kind}:{channel}" for kind in Kind for channel in Channel if f"{kind}:{channel}" not in wanted]

    def values(self, before: Preference) -> dict[str, Any]:
        """What `prefer` takes."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("quiet_from", "quiet_until", "digest")}
        return {**values, "off": self.off(), "digest_at": said["digest_at"] or before.digest_at}
