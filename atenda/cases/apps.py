"""What of cases others have to know when Atenda starts."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "atenda.cases"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.cases import binning, parting, undoing  # noqa: F401, PLC0415
