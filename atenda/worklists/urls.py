"""Doors of the lists."""

from django.urls import path

from atenda.worklists.views import listing, trails

app_name = "worklists"
urlpatterns = [
    path("cases/", listing.cases, name="cases"),
    path("cases/next/", trails.following, name="next"),
    path("cases/previous/", trails.preceding, name="previous"),
]
