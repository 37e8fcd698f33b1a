"""Where each operation is. Read by the door alone, so that pages never load it."""

from django.urls import path

from atenda.api.machine import MACHINE

urlpatterns = [path("api/v1/", MACHINE.urls)]
