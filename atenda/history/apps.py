"""What history puts on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "atenda.history"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415
        from atenda.history.subjects import history_of_customer  # noqa: PLC0415

        add(Neighbour("customer_history", "history/_of_customer.html", history_of_customer, is_at_end=True))
