"""Doors of history."""

from django.urls import path

from atenda.history import views

app_name = "history"
urlpatterns = [
    path("deeds/", views.deeds, name="deeds"),
    path("deeds/undoing/", views.undoing, name="undoing"),
]
