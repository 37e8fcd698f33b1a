"""A second factor: an authenticator app, and codes for the day it is lost. allauth's views, answering as ours do."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe


class _Refuses422:
    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class Authenticate(_Refuses422, base.AuthenticateView):  # type: ignore[misc]
    """The code after the password."""


class Reauthenticate(_Refuses422, base.ReauthenticateView):  # type: ignore[misc]
    """The code instead of the password, before something delicate."""


class Activate(_Refuses422, totp.ActivateTOTPView):  # type: ignore[misc]
    """Begin to use an app."""


_pages = require_http_methods(["GET", "HEAD", "POST"])
index = require_safe(base.IndexView.as_view())
authenticate = _pages(Authenticate.as_view())
reauthenticate = _pages(Reauthenticate.as_view())
activate = _pages(Activate.as_view())
deactivate = _pages(totp.DeactivateTOTPView.as_view())
recovery_codes = require_safe(recovery.ViewRecoveryCodesView.as_view())
new_recovery_codes = _pages(recovery.GenerateRecoveryCodesView.as_view())
