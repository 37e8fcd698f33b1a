"""The form by which a mail that did not arrive is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.notices.models import Mail


class AgainForm(forms.Form):
    """The address of each reader whom it did not reach, with what the server said of it."""

    def __init__(self, failed: Sequence[Mail], data: Any = None) -> None:
        super().__init__(data)
        self._of = {f"address-{mail.pk}": mail.address for mail in failed}
        for mail in failed:
            self.fields[f"address-{mail.pk}"] = forms.EmailField(
                label=mail.name or mail.address,
                max_length=254,
                initial=mail.address,
                help_text=mail.answer or _("It did not arrive."),
            )

    @property
    def addresses(self) -> dict[str, str]:
        """By the address that failed, the one to be."""
        return {address: self.cleaned_data[name] for name, address in self._of.items()}
