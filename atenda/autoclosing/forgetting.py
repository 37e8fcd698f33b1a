"""Let go of what was announced about a case that is erased."""

from atenda.autoclosing.models import Announced
from atenda.cases.models import Case


def forget_case(case: Case) -> None:
    Announced.objects.filter(case=case).delete()
