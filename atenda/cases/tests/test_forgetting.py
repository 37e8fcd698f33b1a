from datetime import timedelta
from uuid import uuid4

from atenda.cases.forgetting import forget_submissions
from atenda.cases.models import Case, CaseOpening
from atenda.testing import make
from atenda.testing.cast import NOW


def test_submissions_are_forgotten_after_a_day_and_their_cases_stay(acme):
    old, new = uuid4(), uuid4()
    make.case(submission=old, now=NOW - timedelta(hours=25))
    make.case(submission=new, now=NOW - timedelta(hours=23))

    assert forget_submissions(NOW) == 1
    assert CaseOpening.objects.get().submission == new
    assert Case.objects.count() == 2
