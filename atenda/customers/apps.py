"""What customers tell other packages when Atenda starts."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "atenda.customers"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers import parting, undoing  # noqa: F401, PLC0415
        from atenda.customers.duplicates import telling_apart  # noqa: F401, PLC0415
