"""The list of doors."""

from django.urls import include, path

TENANT = [
    path("", include("atenda.staff.urls")),
    path("", include("atenda.customers.urls")),
    path("", include("atenda.cases.urls")),
    path("", include("atenda.ui.urls")),
]

urlpatterns = [
    path("", include("atenda.access.urls")),
    path("<slug:organization>/", include(TENANT)),
]
