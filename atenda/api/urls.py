"""Doors of pages about the API; where its operations are stands in addresses.py."""

from django.urls import path

from atenda.api.views import integrations, tokens

app_name = "api"
urlpatterns = [
    path("me/tokens/", tokens.own_tokens, name="tokens"),
    path("settings/tokens/", tokens.all_tokens, name="all-tokens"),
    path("settings/integrations/", integrations.all_integrations, name="integrations"),
    path("settings/integrations/<int:pk>/", integrations.integration, name="integration"),
    path("settings/integrations/<int:pk>/tokens/", integrations.new_token, name="integration-tokens"),
    path("settings/integrations/<int:pk>/end/", integrations.ending, name="integration-end"),
    path("settings/integrations/<int:pk>/resumption/", integrations.resumption, name="integration-resumption"),
    path("tokens/<int:pk>/revocation/", tokens.revocation, name="revocation"),
]
