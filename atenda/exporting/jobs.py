"""Background work of exports."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.exporting import making, sweeping
from atenda.exporting.models import Export
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.task(name="atenda.exporting.jobs.make", queue="exports", retry=RetryStrategy(max_attempts=5, linear_wait=10))
def make(organization_id: int, export_id: int) -> None:
    """One export, in a lane of its own: it takes minutes, and holds up nothing else."""
    with inside(Organization.objects.get(pk=organization_id)):
        making.make(Export.objects.select_related("by").get(pk=export_id))


@app.periodic(cron="* * * * *")
@app.task(name="atenda.exporting.jobs.begin_anew", queue="upkeep", queueing_lock="exports", pass_context=False)
def begin_anew(timestamp: int) -> None:
    """Every minute, in every organization that has some."""
    sweeping.begin_anew()


@app.periodic(cron="11 * * * *")
@app.task(name="atenda.exporting.jobs.sweep", queue="upkeep", queueing_lock="exports-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every hour, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            sweeping.expire(timezone.now())
