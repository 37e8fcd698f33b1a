"""What archives add to exports when Atenda starts."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "atenda.archives"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.archives.making import make  # noqa: PLC0415
        from atenda.exporting.making import MAKERS  # noqa: PLC0415
        from atenda.exporting.models import What  # noqa: PLC0415

        MAKERS[What.ARCHIVE] = make
