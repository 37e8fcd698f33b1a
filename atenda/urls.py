"""The list of doors."""

from django.urls import include, path

from atenda.api.views.page import page
from atenda.ui import favicon, languages

TENANT = [
    path("", include("atenda.staff.urls")),
    path("", include("atenda.access.role_urls")),
    path("", include("atenda.customers.urls")),
    path("", include("atenda.files.urls")),
    path("", include("atenda.cases.urls")),
    path("", include("atenda.worklists.urls")),
    path("", include("atenda.figures.urls")),
    path("", include("atenda.exporting.urls")),
    path("", include("atenda.importing.urls")),
    path("", include("atenda.archives.urls")),
    path("", include("atenda.satisfaction.urls")),
    path("", include("atenda.signatures.urls")),
    path("", include("atenda.autoclosing.urls")),
    path("", include("atenda.intake.urls")),
    path("", include("atenda.notices.urls")),
    path("", include("atenda.mailboxes.urls")),
    path("", include("atenda.webhooks.urls")),
    path("", include("atenda.history.urls")),
    path("", include("atenda.conversations.urls")),
    path("", include("atenda.macros.urls")),
    path("", include("atenda.casefiles.urls")),
    path("", include("atenda.api.urls")),
    path("", include("atenda.server.urls")),
    path("", include("atenda.ui.urls")),
]

urlpatterns = [
    path("", include("atenda.access.urls")),
    path("", include("atenda.staff.account_urls")),
    path("", include("atenda.notices.public_urls")),
    path("", include("atenda.conversations.public_urls")),
    path("", include("atenda.intake.public_urls")),
    path("", include("atenda.satisfaction.public_urls")),
    path("", include("atenda.portal.public_urls")),
    path("accounts/language/", languages.switch_language, name="language"),
    path("accounts/theme/", languages.switch_theme, name="theme"),
    path("api/v1/", page, name="api_page"),
    path("favicon.ico", favicon.favicon, name="favicon"),
    path("<slug:organization>/", include(TENANT)),
]

handler400 = "atenda.ui.errors.bad_request"
handler403 = "atenda.ui.errors.no_permission"
handler404 = "atenda.ui.errors.not_found"
handler500 = "atenda.ui.errors.server_error"
