"""Doors of mailboxes."""

from django.urls import path

from atenda.mailboxes.views import domains, hooks, mailboxes, oauth, servers, trial

app_name = "mailboxes"
urlpatterns = [
    path("settings/mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("settings/mailboxes/new/", mailboxes.new, name="new"),
    path("settings/mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<int:pk>/edit/", mailboxes.edit, name="edit"),
    path("settings/mailboxes/<int:pk>/retirement/", mailboxes.retirement, name="retirement"),
    path("settings/mailboxes/<int:pk>/resumption/", mailboxes.resumption, name="resumption"),
    path("settings/mailboxes/<int:pk>/domain/", domains.domain, name="domain"),
    path("settings/mailboxes/<int:pk>/trial/", trial.trial, name="trial"),
    path("settings/mailboxes/<int:pk>/servers/new/", servers.new, name="server-new"),
    path("settings/mailboxes/oauth/", oauth.back, name="oauth"),
    path("settings/mailboxes/servers/<int:pk>/", servers.edit, name="server"),
    path("settings/mailboxes/servers/<int:pk>/folders/", servers.folders, name="folders"),
    path("settings/mailboxes/servers/<int:pk>/pause/", servers.pausing, name="server-pausing"),
    path("settings/mailboxes/servers/<int:pk>/resumption/", servers.resuming, name="server-resuming"),
    path("settings/mailboxes/servers/<int:pk>/removal/", servers.removal, name="server-removal"),
    path("settings/mailboxes/<int:pk>/hooks/new/", hooks.new, name="hook-new"),
    path("settings/mailboxes/hooks/<int:pk>/", hooks.hook, name="hook"),
    path("settings/mailboxes/hooks/<int:pk>/removal/", hooks.removal, name="hook-removal"),
]
