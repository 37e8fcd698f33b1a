"""Doors of signing in and of one's own account."""

from django.urls import path

from atenda.access import views

urlpatterns = [
    path("", views.home, name="home"),
]
