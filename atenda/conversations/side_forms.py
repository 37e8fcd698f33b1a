"""The form of a mail to a third party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy

from atenda.cases.models import Case
from atenda.conversations import rich
from atenda.conversations.answered import Person
from atenda.conversations.forms import LONGEST, PeopleField, as_text
from atenda.conversations.models import Direction, SideConversation
from atenda.conversations.replying import Readers
from atenda.conversations.sides import quoting
from atenda.conversations.sides.writing import check_aside, last_aside, latest_of
from atenda.conversations.speaking_of_files import promises_a_file
from atenda.conversations.unfilled import refuse_unfilled
from atenda.files.models import Attachment
from atenda.organizations.refusals import Refused

MOST_QUOTED = 10
FILE = "file"
KEPT = ("to", "cc", "subject", "body", "html", "quotes", "heard", "last", "unsigned")


class SideForm(forms.Form):
    """To whom, and the words. `quotes` is what stands in it of mails and of the case, by key, and `passed_on` those
    of their files that go along; `heard`: what was remarked already; `last`: the latest mail to a third party when it
    was made."""

    to = PeopleField(label=gettext_lazy("To"))
    cc = PeopleField(label=gettext_lazy("Cc"), required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=240)
    body = forms.CharField(
        label=gettext_lazy("Message to the third party"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": gettext_lazy("The customer never sees this.")}),
    )
    html = forms.CharField(
        required=False, max_length=rich.LONGEST, widget=forms.Textarea(attrs={"hidden": True, "rows": 1})
    )
    message = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=gettext_lazy("Quote from the case")
    )
    passed_on = forms.TypedMultipleChoiceField(
        required=False, coerce=int, label=gettext_lazy("Files that go along"), widget=forms.CheckboxSelectMultiple
    )
    quotes = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    heard = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    last = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    unsigned = forms.BooleanField(label=gettext_lazy("Leave the signature out"), required=False)
    enclosed = forms.Field(required=False)  # stands for the files, which `files.sent` reads

    case: Case

    @classmethod
    def of(
        cls,
        case: Case,
        data: Any = None,
        *,
        side: SideConversation | None = None,
        passes_on: quoting.PassedOn | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> Self:
        """A fresh one: of a new side conversation, which may pass on a mail, or the case; or going on with one, to
        those who had its last mail. `typed`: what stood in it already."""
        initial: dict[str, Any] = {"subject": case.reference, "last": last_aside(case)}
        if passes_on is not None:
            initial |= {"subject": passes_on.subject, "body": f"\n\n{passes_on.words}"}
            initial |= {"quotes": str(passes_on.key), "passed_on": [row.pk for row in passes_on.files]}
        if side is not None:
            initial |= {"to": as_text(_answered_in(side)), "subject": side.subject}
        form = cls(data, initial={**initial, **(typed or {})}, auto_id=f"side{side.pk if side else ''}_%s")
        form.case = case
        form.fields["to"].widget.attrs.update(list=str(form.auto_id) % "known", autocomplete="off")
        if side is not None:
            del form.fields["subject"]
        form.offer(quoting.offered(case))
        return form

    @property
    def quoted(self) -> list[int]:
        """The keys of what stands in it."""
        given = str(self["quotes"].value() or "").split()
        return [int(each) for each in dict.fromkeys(given[:MOST_QUOTED]) if each.isdecimal() and len(each) < 19]

    def typed(self, also: quoting.PassedOn | None) -> dict[str, Any]:
        """What was typed, with that under it and its files to go along."""
        data: Any = self.data
        kept = {name: data.get(name, "") for name in KEPT}
        if also is None:
            return {**kept, "passed_on": data.getlist("passed_on")}
        said = quoting.with_words({name: data.get(name, "") for name in ("body", "html")}, also.words)
        return {
            **kept,
            **said,
            "quotes": " ".join(map(str, [*self.quoted, also.key])),
            "passed_on": [*data.getlist("passed_on"), *(row.pk for row in also.files)],
        }

    @property
    def files_offered(self) -> list[Attachment]:
        found = [quoting.to_pass_on(self.case, key) for key in self.quoted]
        return [file for each in found if each is not None for file in each.files]

    def offer(self, messages: Sequence[tuple[int, str]]) -> None:
        """What may be quoted, and the files of what is."""
        self.fields["message"].choices = [("", "—"), *messages]  # type: ignore[attr-defined]
        self.fields["passed_on"].choices = [(row.pk, row.name) for row in self.files_offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("to", "cc"):
            try:
                if people := values.get(name):
                    check_aside(self.case, Readers(to=people))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        for name in ("subject", "body"):
            try:
                refuse_unfilled(values.get(name, ""))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        return values

    @property
    def readers(self) -> Readers:
        """Of a form that is valid."""
        return Readers(to=self.cleaned_data["to"], cc=self.cleaned_data["cc"])

    @property
    def files_passed_on(self) -> list[Attachment]:
        """Of a form that is valid."""
        return [row for row in self.files_offered if row.pk in self.cleaned_data["passed_on"]]

    def forgets_a_file(self, *, carries: bool) -> bool:
        """Of a form that is valid: whether it speaks of a file, carries none, and nobody was told (B11)."""
        said = self.cleaned_data
        return not carries and FILE not in said["heard"].split() and promises_a_file(said["body"])


def _answered_in(side: SideConversation) -> list[Person]:
    """Whoever wrote last, or those whom we did."""
    latest = latest_of(side)
    if latest is None:
        return [(str(name), str(address)) for name, address in side.people]
    if latest.direction == Direction.IN:
        return [(latest.sender_name, latest.sender_address)]
    return [(str(name), str(address)) for name, address in latest.to]
