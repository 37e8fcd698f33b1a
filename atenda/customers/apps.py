"""What customers tell other packages when Atenda starts."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "atenda.customers"

    def ready(self) -> None:
        from atenda.customers import parting, undoing  # noqa: F401, PLC0415  models are not loaded when this module is
