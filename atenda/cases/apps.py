"""What cases put on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "atenda.cases"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.cases import binning, undoing  # noqa: F401, PLC0415
        from atenda.cases.worklists import cases_of_customer  # noqa: PLC0415
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415

        add(Neighbour("customer_cases", "cases/_of_customer.html", cases_of_customer))
