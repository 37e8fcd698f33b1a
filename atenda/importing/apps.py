"""Imports as an application: how what they changed is taken back is known everywhere."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "atenda.importing"

    def ready(self) -> None:
        from atenda.importing import undoing  # noqa: F401, PLC0415  models are not loaded when this module is
