"""Doors of figures."""

from django.urls import path

from atenda.figures.views import behind, charts, home, pages

app_name = "figures"
urlpatterns = [
    path("", home.entrance, name="entrance"),
    path("home/", home.home, name="home"),
    path("figures/", pages.figures, name="figures"),
    path("figures/bar/", pages.bar_alone, name="bar"),
    path("figures/period/", pages.period, name="period"),
    path("figures/chart/", charts.beside, name="chart"),
    path("figures/chart/data/", charts.data, name="chart-data"),
    path("figures/chart/picture/", charts.picture, name="chart-picture"),
    path("figures/cases/", behind.cases, name="cases"),
]
