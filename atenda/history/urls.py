"""Doors of history."""

from django.urls import path

from atenda.history.views import audit, deeds

app_name = "history"
urlpatterns = [
    path("deeds/", deeds.deeds, name="deeds"),
    path("deeds/undoing/", deeds.undoing, name="undoing"),
    path("settings/audit/", audit.page, name="audit"),
    path("settings/audit/file/", audit.taken, name="audit-file"),
]
