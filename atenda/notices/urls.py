"""Doors of notices."""

from django.urls import path

from atenda.notices.views import following, outbox

app_name = "notices"
urlpatterns = [
    path("cases/<int:number>/following/", following.following, name="following"),
    path("settings/outbox/", outbox.outbox, name="outbox"),
    path("settings/outbox/release/", outbox.release, name="outbox-release"),
    path("settings/outbox/<int:pk>/", outbox.mail, name="mail"),
    path("settings/outbox/<int:pk>/html/", outbox.mail_html, name="mail-html"),
    path("settings/outbox/<int:pk>/sending/", outbox.sending, name="mail-sending"),
]
