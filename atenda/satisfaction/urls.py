"""Doors of satisfaction."""

from django.urls import path

from atenda.satisfaction.views import pages

app_name = "satisfaction"
urlpatterns = [
    path("satisfaction/", pages.figures, name="figures"),
    path("satisfaction/ratings/", pages.ratings, name="ratings"),
    path("settings/satisfaction/", pages.settings, name="settings"),
]
