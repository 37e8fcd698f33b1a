"""What webhooks tell other packages when Atenda starts."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "atenda.webhooks"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.history.sight import Subjects, know  # noqa: PLC0415
        from atenda.webhooks import undoing  # noqa: F401, PLC0415
        from atenda.webhooks.models import Endpoint  # noqa: PLC0415
        from atenda.webhooks.permissions import may_manage_webhooks  # noqa: PLC0415

        know(
            Subjects(
                Endpoint,
                lambda actor: Endpoint.objects.all() if may_manage_webhooks(actor) else Endpoint.objects.none(),
            )
        )
