"""What satisfaction puts on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    name = "atenda.satisfaction"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415
        from atenda.satisfaction.of_customer import ratings_of_customer  # noqa: PLC0415

        add(Neighbour("customer_ratings", "satisfaction/_of_customer.html", ratings_of_customer, is_at_end=True))
