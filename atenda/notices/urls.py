"""Doors of notices."""

from django.urls import path

from atenda.notices.views import following, outbox, server, telling

app_name = "notices"
urlpatterns = [
    path("cases/<int:number>/following/", following.following, name="following"),
    path("settings/notices/", telling.policy, name="policy"),
    path("settings/notices/preview/", telling.policy_preview, name="policy-preview"),
    path("settings/notices/words/", telling.wordings, name="wordings"),
    path("settings/notices/words/<slug:which>/<slug:language>/", telling.wording, name="wording"),
    path("settings/notices/words/<slug:which>/<slug:language>/preview/", telling.wording_preview, name="words-preview"),
    path("settings/mail-server/", server.server, name="server"),
    path("settings/mail-server/test/", server.test, name="server-test"),
    path("settings/outbox/", outbox.outbox, name="outbox"),
    path("settings/outbox/release/", outbox.release, name="outbox-release"),
    path("settings/outbox/<int:pk>/", outbox.mail, name="mail"),
    path("settings/outbox/<int:pk>/html/", outbox.mail_html, name="mail-html"),
    path("settings/outbox/<int:pk>/sending/", outbox.sending, name="mail-sending"),
]
