"""Doors of the machine."""

from django.urls import path

from atenda.server import views

app_name = "server"
urlpatterns = [path("settings/restored-copy/", views.held, name="held")]
