"""What is done in the background, in every organization, and twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.organizations.entering import inside
from atenda.searching import jobs
from atenda.searching.models import CaseText, KnownWord
from atenda.searching.reconciling import drift
from atenda.testing import make
from atenda.testing.cast import Cast


def test_stale_words_are_written_in_every_organization(acme: Cast, other: Cast) -> None:
    for cast in (acme, other):
        with inside(cast.organization):
            make.case("Faltan caixas")
            CaseText.objects.update(words="", is_stale=True)
    for _ in range(2):
        jobs.freshen(0)
    for cast in (acme, other):
        with inside(cast.organization):
            assert list(drift()) == []


def test_each_organization_learns_its_own_words(acme: Cast, other: Cast) -> None:
    make.case("Palabra xilgaro")
    with inside(other.organization):
        make.case("Palabra merlo")
    jobs.learn_everywhere(0)
    left = ProcrastinateJob.objects.filter(task_name="atenda.searching.jobs.learn")
    assert sorted(job.args["organization_id"] for job in left) == [acme.organization.pk, other.organization.pk]
    for job in left:
        jobs.learn(**job.args)
        jobs.learn(**job.args)
    birds = {"xilgaro", "merlo"}
    assert birds & set(KnownWord.objects.values_list("word", flat=True)) == {"xilgaro"}
    with inside(other.organization):
        assert birds & set(KnownWord.objects.values_list("word", flat=True)) == {"merlo"}
