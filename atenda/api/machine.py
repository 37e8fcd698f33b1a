"""The machines' door as django-ninja sees it: which operations there are. What comes before them is in door.py."""

from __future__ import annotations

from ninja import NinjaAPI

from atenda.api.answers import Renderer
from atenda.api.bodies import StrictParser
from atenda.api.failing import failed
from atenda.api.routes import ROUTERS

VERSION = "1"


class Machine(NinjaAPI):
    """Operations are known by the name of their function."""

    def get_openapi_operation_id(self, operation: object) -> str:
        return str(operation.view_func.__name__)  # type: ignore[attr-defined]


def _machine() -> Machine:
    machine = Machine(
        title="Atenda",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        renderer=Renderer(),
        parser=StrictParser(),
        urls_namespace="api",
    )
    machine.add_exception_handler(Exception, failed)
    for kind in list(machine._exception_handlers):
        machine.add_exception_handler(kind, failed)
    for tag, router in ROUTERS.items():
        machine.add_router("", router, tags=[tag])
    return machine


MACHINE = _machine()
