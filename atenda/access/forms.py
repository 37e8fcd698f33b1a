"""The forms of signing in: allauth's, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atenda.access.limits import CODE, CODE_ONCE, forget, take
from atenda.access.models import Identity
from atenda.ui.times import long_duration

LONGEST_PASSWORD = 1024


def password_field(label: Any, *, new: bool = False, **kwargs: Any) -> forms.CharField:
    """A password as typed, blanks and all."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **kwargs)


def new_password_field() -> forms.CharField:
    """A password being chosen."""
    return password_field(
        _("New password"),
        new=True,
        help_text=_("At least 8 characters. A few words that only you would put together are best."),
    )


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"] = password_field(_("Password"))


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    password = password_field(_("Password"))


class NewPasswordForm(forms.Form):
    """A password chosen by whoever holds a link."""

    password = new_password_field()

    def __init__(self, *args: Any, identity: Identity, **kwargs: Any) -> None:
        self.identity = identity
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        return _good(self.cleaned_data["password"], self.identity)


class ChangePasswordForm(forms.Form):
    """One's own password: the present one, then the new one."""

    oldpassword = password_field(_("Present password"))
    password = new_password_field()

    def __init__(self, *args: Any, user: Identity, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_oldpassword(self) -> str:
        typed: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise get_adapter().validation_error("enter_current_password")
        return typed

    def clean_password(self) -> str:
        return _good(self.cleaned_data["password"], self.user)


class ForgottenForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


def _good(password: str, identity: Identity) -> str:
    try:
        validate_password(password, identity)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    return password


class _LimitedCode:
    """Few tries, and no code twice, whichever process it comes to (3.55)."""

    user: Identity
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        who, now = str(self.user.pk), timezone.now()
        wait = take(CODE, who, now=now)
        if wait is not None:
            raise ValidationError(
                _("There were too many tries. Wait %(time)s and try again."), params={"time": long_duration(wait)}
            )
        code: str = super().clean_code()  # type: ignore[misc]
        bare = "".join(filter(str.isalnum, code)).lower()  # blanks and dashes in a code do not count
        if take(CODE_ONCE, f"{who}:{bare}", now=now) is not None:
            raise ValidationError(_("This code was used already. Wait for the next one."))
        forget(CODE, who)
        return code


class CodeForm(_LimitedCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class ReauthenticateCodeForm(_LimitedCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code before something delicate."""
