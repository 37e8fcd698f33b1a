"""Doors of imports."""

from django.urls import path

from atenda.importing.views import lists, one

app_name = "importing"
urlpatterns = [
    path("settings/imports/", lists.imports, name="imports"),
    path("settings/imports/new/", lists.new, name="new"),
    path("settings/imports/<int:pk>/", one.one, name="import"),
    path("settings/imports/<int:pk>/reading/", one.reading, name="reading"),
    path("settings/imports/<int:pk>/stopping/", one.stopping, name="stopping"),
    path("settings/imports/<int:pk>/continuing/", one.continuing, name="continuing"),
    path("settings/imports/<int:pk>/undoing/", one.taking_back, name="undoing"),
    path("settings/imports/<int:pk>/refused/", one.refused, name="refused"),
]
