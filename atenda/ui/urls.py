"""Addresses of the look inside an organization: the palette."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "ui"
urlpatterns: list[URLPattern] = []
