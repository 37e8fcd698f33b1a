"""Doors of people outside any organization."""

from django.urls import path

from atenda.staff.views import coming_in

urlpatterns = [
    path("", coming_in.home, name="home"),
    path("accounts/link/<str:token>/", coming_in.access_link, name="access_link"),
    path("accounts/password/change/", coming_in.own_password, name="account_change_password"),
]
