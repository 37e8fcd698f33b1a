"""What lists put on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "atenda.worklists"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415
        from atenda.history.sight import Subjects, know  # noqa: PLC0415
        from atenda.worklists import undoing  # noqa: F401, PLC0415
        from atenda.worklists.models import SavedView  # noqa: PLC0415
        from atenda.worklists.paging import cases_of_customer  # noqa: PLC0415

        add(Neighbour("customer_cases", "worklists/_of_customer.html", cases_of_customer))
        know(Subjects(SavedView, lambda actor: SavedView.objects.visible_to(actor)))
