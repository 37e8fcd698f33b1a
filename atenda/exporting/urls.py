"""Doors of exports."""

from django.urls import path

from atenda.exporting.views import asking, own

app_name = "exporting"
urlpatterns = [
    path("exports/", own.exports, name="exports"),
    path("exports/new/<slug:what>/", asking.asking, name="asking"),
    path("exports/<int:pk>/file/", own.file, name="file"),
    path("exports/<int:pk>/cancellation/", own.cancellation, name="cancellation"),
]
