"""Background work of cases."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.cases import swapping
from atenda.cases.erasing import empty_bin
from atenda.cases.forgetting import forget_submissions
from atenda.cases.models import Replacement
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.periodic(cron="17 3 * * *")
@app.task(name="atenda.cases.jobs.forget", queue="upkeep", queueing_lock="forget_submissions")
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            forget_submissions(timezone.now())


@app.periodic(cron="29 3 * * *")
@app.task(name="atenda.cases.jobs.empty_bins", queue="upkeep", queueing_lock="empty_bins")
def empty_bins(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            empty_bin(timezone.now())


@app.task(name="atenda.cases.jobs.replace", queue="upkeep", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def replace(organization_id: int, replacement_id: int) -> None:
    """Some more cases of one replacement."""
    with inside(Organization.objects.get(pk=organization_id)):
        swapping.carry_on(Replacement.objects.get(pk=replacement_id))


@app.periodic(cron="* * * * *")
@app.task(name="atenda.cases.jobs.sweep_replacements", queue="upkeep", queueing_lock="replacements", pass_context=False)
def sweep_replacements(timestamp: int) -> None:
    """Every minute, in every organization that has some."""
    swapping.sweep(timezone.now())
