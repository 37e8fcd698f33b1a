"""What quick replies and macros put into other packages when Atenda starts."""

from django.apps import AppConfig


class MacrosConfig(AppConfig):
    name = "atenda.macros"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.history.sight import Subjects, know  # noqa: PLC0415
        from atenda.macros import undoing  # noqa: F401, PLC0415
        from atenda.macros.models import Macro, QuickReply  # noqa: PLC0415

        know(Subjects(QuickReply, lambda actor: QuickReply.objects.visible_to(actor)))
        know(Subjects(Macro, lambda actor: Macro.objects.visible_to(actor)))
