"""The page of roles, inside an organization."""

from django.urls import path

from atenda.access.views import roles

app_name = "access"
urlpatterns = [path("settings/roles/", roles.matrix, name="roles")]
