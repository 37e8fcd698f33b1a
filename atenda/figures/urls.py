"""Doors of figures."""

from django.urls import path

from atenda.figures.views import behind, pages

app_name = "figures"
urlpatterns = [
    path("figures/", pages.figures, name="figures"),
    path("figures/bar/", pages.bar_alone, name="bar"),
    path("figures/period/", pages.period, name="period"),
    path("figures/cases/", behind.cases, name="cases"),
]
