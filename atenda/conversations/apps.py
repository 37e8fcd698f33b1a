"""What conversations tell the rest when they start."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "atenda.conversations"

    def ready(self) -> None:
        from atenda.conversations import amending, taking_back  # noqa: F401, PLC0415  models are not loaded before
