"""Background work of lists."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.worklists.bulk import running
from atenda.worklists.bulk.forgetting import forget_rows
from atenda.worklists.models import BulkDeed


@app.task(name="atenda.worklists.jobs.carry_on", queue="many", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def carry_on(organization_id: int, bulk_id: int) -> None:
    """Some more cases of one deed on many."""
    with inside(Organization.objects.get(pk=organization_id)):
        running.carry_on(BulkDeed.objects.get(pk=bulk_id))


@app.periodic(cron="41 3 * * *")
@app.task(name="atenda.worklists.jobs.forget", queue="upkeep", queueing_lock="many-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            forget_rows(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="atenda.worklists.jobs.sweep", queue="upkeep", queueing_lock="many", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every minute, in every organization that has some."""
    running.sweep(timezone.now())
