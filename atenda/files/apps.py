"""What files say to other packages when Atenda starts."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "atenda.files"

    def ready(self) -> None:
        from atenda.files import undoing  # noqa: F401, PLC0415  models are not loaded when this module is
