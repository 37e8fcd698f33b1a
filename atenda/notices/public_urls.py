"""Doors of notices that nobody signs in for: a sealed address is the key, for one thing only."""

from django.urls import path

from atenda.notices.views import told

urlpatterns = [
    path("accounts/notices/<str:token>/", told.told, name="notices_told"),
]
