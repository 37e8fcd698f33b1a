"""Doors of webhooks."""

from django.urls import path

from atenda.webhooks.views import deliveries, endpoints

app_name = "webhooks"
urlpatterns = [
    path("settings/webhooks/", endpoints.endpoints, name="endpoints"),
    path("settings/webhooks/new/", endpoints.new, name="new"),
    path("settings/webhooks/<int:pk>/", endpoints.endpoint, name="endpoint"),
    path("settings/webhooks/<int:pk>/edit/", endpoints.edit, name="edit"),
    path("settings/webhooks/<int:pk>/pause/", endpoints.pausing, name="pausing"),
    path("settings/webhooks/<int:pk>/resumption/", endpoints.resuming, name="resuming"),
    path("settings/webhooks/<int:pk>/removal/", endpoints.removal, name="removal"),
    path("settings/webhooks/<int:pk>/secret/", endpoints.secret, name="secret"),
    path("settings/webhooks/<int:pk>/test/", deliveries.test, name="test"),
    path("settings/webhooks/<int:pk>/again/", deliveries.again_since, name="again-since"),
    path("settings/webhooks/<int:pk>/missed/", deliveries.missed_since, name="missed-since"),
    path("settings/webhooks/deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("settings/webhooks/deliveries/<int:pk>/again/", deliveries.again, name="again"),
]
