"""Doors of mails that come in."""

from django.urls import path

from atenda.intake.views import dead_addresses, one, policy, rules, senders, tray, why

app_name = "intake"
urlpatterns = [
    path("mails/", tray.tray, name="tray"),
    path("mails/again/", policy.looking_again, name="again"),
    path("mails/<int:pk>/", one.one, name="mail"),
    path("mails/<int:pk>/original/", one.raw, name="original"),
    path("mails/<int:pk>/filing/", one.filing, name="filing"),
    path("mails/<int:pk>/dropping/", one.dropping, name="dropping"),
    path("mails/<int:pk>/restoring/", one.bringing_back, name="bringing-back"),
    path("mails/<int:pk>/sender/", senders.of_mail, name="sender"),
    path("cases/<int:number>/mails/<int:pk>/sender/", senders.of_message, name="sender-here"),
    path("mails/<int:pk>/again/", one.looking_again, name="looking-again"),
    path("mails/<int:pk>/why/", why.of_mail, name="why"),
    path("cases/<int:number>/mails/<int:pk>/original/", one.raw_of_message, name="original-here"),
    path("cases/<int:number>/mails/<int:pk>/why/", why.of_message, name="why-here"),
    path("mails/addresses/<int:pk>/right/", dead_addresses.right_again, name="right-again"),
    path("settings/intake-rules/", rules.rules, name="rules"),
    path("settings/intake-rules/order/", rules.order, name="rule-order"),
    path("settings/intake-rules/new/", rules.new, name="new-rule"),
    path("settings/intake-rules/<int:pk>/", rules.rule, name="rule"),
    path("settings/intake-rules/<int:pk>/trial/", rules.trial, name="rule-trial"),
    path("settings/intake-rules/<int:pk>/switching/", rules.switching, name="rule-switching"),
    path("settings/intake-rules/<int:pk>/removal/", rules.removal, name="rule-removal"),
    path("settings/mails/", policy.policy, name="policy"),
    path("settings/mails/blocks/<int:pk>/removal/", policy.unblocking, name="unblocking"),
]
