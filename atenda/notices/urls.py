"""Doors of notices."""

from django.urls import path

from atenda.notices.views import (
    bell,
    customers,
    following,
    foreseeing,
    health,
    of_case,
    outbox,
    sandbox,
    server,
    telling,
    ways_out,
)

app_name = "notices"
urlpatterns = [
    path("bell/", bell.bell, name="bell"),
    path("bell/count/", bell.count, name="bell-count"),
    path("bell/reading/", bell.reading, name="bell-reading"),
    path("bell/<int:pk>/reading/", bell.one_reading, name="bell-one-reading"),
    path("me/notices/", bell.preferences, name="preferences"),
    path("cases/<int:number>/mails/", of_case.mails, name="of-case"),
    path("cases/new/foreseen/", foreseeing.of_new, name="foreseen-new"),
    path("cases/<int:number>/foreseen/", foreseeing.of_edit, name="foreseen"),
    path("cases/<int:number>/resolution/foreseen/", foreseeing.of_closing, name="foreseen-closing"),
    path("cases/<int:number>/cancellation/foreseen/", foreseeing.of_cancelling, name="foreseen-cancelling"),
    path("cases/<int:number>/customer-link/", customers.making, name="customer-link"),
    path("cases/<int:number>/customer-link/revocation/", customers.revoking, name="customer-link-revocation"),
    path("cases/<int:number>/following/", following.following, name="following"),
    path("settings/notices/", telling.policy, name="policy"),
    path("settings/notices/preview/", telling.policy_preview, name="policy-preview"),
    path("settings/notices/customer-links/revocation/", customers.revoking_all, name="customer-links-revocation"),
    path("settings/notices/words/", telling.wordings, name="wordings"),
    path("settings/notices/words/<slug:which>/<slug:language>/", telling.wording, name="wording"),
    path("settings/notices/words/<slug:which>/<slug:language>/preview/", telling.wording_preview, name="words-preview"),
    path("settings/mail-server/", server.server, name="server"),
    path("settings/mail-server/test/", server.test, name="server-test"),
    path("settings/mailboxes/<int:pk>/way-out/", ways_out.way_out, name="way-out"),
    path("settings/mailboxes/<int:pk>/way-out/trial/", ways_out.trial, name="way-out-trial"),
    path("settings/mailboxes/<int:pk>/way-out/removal/", ways_out.removal, name="way-out-removal"),
    path("settings/health/", health.page, name="health"),
    path("settings/health/jobs/<int:pk>/retry/", health.retry, name="job-retry"),
    path("settings/sandbox/", sandbox.sandbox, name="sandbox"),
    path("settings/outbox/<int:pk>/original/", outbox.original, name="mail-original"),
    path("settings/outbox/", outbox.outbox, name="outbox"),
    path("settings/outbox/release/", outbox.release, name="outbox-release"),
    path("settings/outbox/<int:pk>/", outbox.mail, name="mail"),
    path("settings/outbox/<int:pk>/html/", outbox.mail_html, name="mail-html"),
    path("settings/outbox/<int:pk>/sending/", outbox.sending, name="mail-sending"),
]
