"""The form of a mail to the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import getaddresses
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.cases.catalogue import Value
from atenda.conversations import rich
from atenda.conversations.answered import Answered, Person
from atenda.conversations.remarks import Remark, remarks_on
from atenda.conversations.replying import Readers, check
from atenda.conversations.unfilled import refuse_unfilled
from atenda.notices.policy import telling
from atenda.organizations.refusals import Refused
from atenda.ui.moments import MomentField

LONGEST = 50_000
SIGNS = frozenset(",;<>()@:.[]")  # a name with one of these stands in quotes (RFC 5322, 3.2.3)


class PeopleField(forms.CharField):
    """Addresses, with or without names: «Uxía <uxia@cliente.example>, outra@cliente.example»."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4_000, **kwargs)

    def clean(self, value: Any) -> list[Person]:
        """Raises ValidationError naming the address that is none."""
        text = super().clean(value).replace(";", ",").replace("\n", " ")
        people = [(name.strip(), address.strip()) for name, address in getaddresses([text]) if name or address]
        if text and not people:
            raise ValidationError(_("“%(address)s” is not an e-mail address.") % {"address": text})
        for name, address in people:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” is not an e-mail address.") % {"address": address or name}
                ) from None
        return people


class ReplyForm(forms.Form):
    """To whom, about what, and the words; the state the case is in afterwards. `last`: the latest message there was
    when it was opened (B7); `heard`: the remarks made on it already."""

    to = PeopleField(label=gettext_lazy("To"))
    cc = PeopleField(label=gettext_lazy("Cc"), required=False)
    bcc = PeopleField(
        label=gettext_lazy("Bcc"), required=False, help_text=gettext_lazy("The other readers are not told of them.")
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=250)
    body = forms.CharField(
        label=gettext_lazy("Message to the customer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": gettext_lazy("The customer reads this.")}),
    )
    html = forms.CharField(
        required=False, max_length=rich.LONGEST, widget=forms.Textarea(attrs={"hidden": True, "rows": 1})
    )
    state = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=gettext_lazy("State"))
    leaves_at = MomentField(
        label=gettext_lazy("Leaves on"),
        required=False,
        help_text=gettext_lazy("By your clock. If the customer writes before, it does not leave and you are told."),
    )
    unsigned = forms.BooleanField(label=gettext_lazy("Leave the signature out"), required=False)
    quotes = forms.BooleanField(
        label=gettext_lazy("Repeat it below the mail"),
        required=False,
        help_text=gettext_lazy("Only where the mail goes to whoever wrote it."),
    )
    last = forms.IntegerField(widget=forms.HiddenInput)
    taken = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    heard = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    enclosed = forms.Field(required=False)  # stands for the files, which `files.sent` reads

    @classmethod
    def of(
        cls, answered: Answered, states: Sequence[Value], data: Any = None, *, drafted: Mapping[str, str] | None = None
    ) -> Self:
        """A fresh one: to whoever wrote last and to nobody else, until somebody says so (B12). `states`: those the case
        may be put in by the same click; `drafted`: what was typed before."""
        initial = {
            "to": as_text([answered.to] if answered.to else []),
            "subject": answered.subject,
            "last": answered.last,
            "quotes": telling().quotes,
            **(drafted or {}),
        }
        form = cls(data, initial=initial)
        form.fields["state"].choices = [(state.id, state.label) for state in states]  # type: ignore[attr-defined]
        return form

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("to", "cc", "bcc"):
            try:
                if people := values.get(name):
                    check(Readers(to=people))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        for name in ("subject", "body"):
            try:
                refuse_unfilled(values.get(name, ""))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        leaves_at = values.get("leaves_at")
        if leaves_at is not None and leaves_at <= timezone.now():
            self.add_error("leaves_at", _("That moment is past."))
        return values

    @property
    def readers(self) -> Readers:
        """Of a form that is valid."""
        said = self.cleaned_data
        return Readers(to=said["to"], cc=said["cc"], bcc=said["bcc"])

    def unheard(self, answered: Answered, *, carries: bool) -> list[Remark]:
        """Of a form that is valid: what is to be said before it goes out, with a file or without."""
        heard = set(self.cleaned_data["heard"].split())
        said = self.cleaned_data
        remarks = remarks_on(said["body"], last=said["last"], answered=answered, carries=carries)
        return [each for each in remarks if each.name not in heard]


def as_text(people: Sequence[Person]) -> str:
    """As people write it, and as the field reads it.

    >>> as_text([("Uxía", "uxia@a.example"), ("Rías, S.L.", "info@b.example"), ("", "c@d.example")])
    'Uxía <uxia@a.example>, "Rías, S.L." <info@b.example>, c@d.example'
    """
    return ", ".join(_person(*person) for person in people)


def _person(name: str, address: str) -> str:
    plain = name.replace('"', "'").replace("\\", "")
    if not plain:
        return address
    return f'"{plain}" <{address}>' if set(plain) & SIGNS else f"{plain} <{address}>"
