"""Doors of cases that close by themselves."""

from django.urls import path

from atenda.autoclosing.views import pages

app_name = "autoclosing"
urlpatterns = [path("settings/closing/", pages.settings, name="settings")]
