"""Doors of pages about the API; where its operations are stands in addresses.py."""

from django.urls import path

from atenda.api.views import tokens

app_name = "api"
urlpatterns = [
    path("me/tokens/", tokens.own_tokens, name="tokens"),
    path("settings/tokens/", tokens.all_tokens, name="all-tokens"),
    path("tokens/<int:pk>/revocation/", tokens.revocation, name="revocation"),
]
