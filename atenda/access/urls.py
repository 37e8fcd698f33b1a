"""Doors of signing in and of one's own sessions. allauth's views stand here one by one: what is not here is shut."""

from django.urls import path

from atenda.access.views import entrance, own_sessions, second_factor

urlpatterns = [
    path("accounts/login/", entrance.sign_in, name="account_login"),
    path("accounts/logout/", entrance.sign_out, name="account_logout"),
    path("accounts/inactive/", entrance.inactive, name="account_inactive"),
    path("accounts/reauthenticate/", entrance.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/forgotten/", entrance.forgotten, name="account_forgotten"),
    path("accounts/sessions/", own_sessions.own_sessions, name="usersessions_list"),
    path("accounts/sessions/end/", own_sessions.end, name="usersessions_end"),
    path("accounts/second-factor/", second_factor.index, name="mfa_index"),
    path("accounts/second-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("accounts/second-factor/code-again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/second-factor/app/", second_factor.activate, name="mfa_activate_totp"),
    path("accounts/second-factor/app/end/", second_factor.deactivate, name="mfa_deactivate_totp"),
    path("accounts/second-factor/recovery/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/second-factor/recovery/new/", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
