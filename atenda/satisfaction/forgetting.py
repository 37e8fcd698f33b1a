"""Let go of what was asked and answered about a case that is erased."""

from atenda.cases.models import Case
from atenda.satisfaction.models import Survey


def forget_case(case: Case) -> None:
    Survey.objects.filter(case=case).delete()
