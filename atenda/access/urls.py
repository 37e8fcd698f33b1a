"""Doors of signing in and of one's own sessions. allauth's views stand here one by one: what is not here is shut."""

from django.urls import path

from atenda.access.views import entrance, own_sessions

urlpatterns = [
    path("accounts/login/", entrance.sign_in, name="account_login"),
    path("accounts/logout/", entrance.sign_out, name="account_logout"),
    path("accounts/inactive/", entrance.inactive, name="account_inactive"),
    path("accounts/reauthenticate/", entrance.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/forgotten/", entrance.forgotten, name="account_forgotten"),
    path("accounts/sessions/", own_sessions.own_sessions, name="usersessions_list"),
    path("accounts/sessions/end/", own_sessions.end, name="usersessions_end"),
]
