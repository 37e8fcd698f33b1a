"""Doors of signatures."""

from django.urls import path

from atenda.signatures.views import pages

app_name = "signatures"
urlpatterns = [
    path("me/signature/", pages.own, name="own"),
    path("settings/signatures/", pages.for_others, name="for-others"),
]
