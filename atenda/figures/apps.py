"""What figures put on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "atenda.figures"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415
        from atenda.figures.of_customer import figures_of_customer  # noqa: PLC0415

        add(Neighbour("customer_figures", "figures/_of_customer.html", figures_of_customer, is_first=True))
