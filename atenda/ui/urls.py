"""Addresses of the look inside an organization: the palette."""

from django.urls import path

from atenda.ui.palette import palette

app_name = "ui"
urlpatterns = [
    path("palette/", palette, name="palette"),
]
