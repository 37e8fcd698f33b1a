"""Doors of archives."""

from django.urls import path

from atenda.archives import views

app_name = "archives"
urlpatterns = [path("settings/archive/", views.archive, name="archive")]
