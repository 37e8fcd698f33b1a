"""Doors of mails that nobody signs in for."""

from django.urls import path

from atenda.intake.views import hooks

urlpatterns = [path("hooks/mail/<int:organization_id>/<str:secret>/", hooks.mail, name="hook_mail")]
