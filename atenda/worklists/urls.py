"""Doors of the lists."""

from django.urls import path

from atenda.worklists.views import listing, narrowing, trails

app_name = "worklists"
urlpatterns = [
    path("cases/", listing.cases, name="cases"),
    path("cases/filters/", narrowing.filters, name="filters"),
    path("cases/counted/", narrowing.counted, name="counted"),
    path("cases/next/", trails.following, name="next"),
    path("cases/previous/", trails.preceding, name="previous"),
]
