"""Background work of files."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.files import limits, looking, storage, sweeping
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.task(name="atenda.files.jobs.look", queue="files", retry=RetryStrategy(max_attempts=100, linear_wait=30))
def look(organization_id: int, content_id: int) -> None:
    """Scan and draw. A scanner that is away is asked again, for about two days."""
    with inside(Organization.objects.get(pk=organization_id)):
        looking.look(content_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="atenda.files.jobs.sweep", queue="upkeep", queueing_lock="files-sweep")
def sweep(timestamp: int) -> None:
    """Every night, in every organization."""
    storage.sweep_incoming(older_than=limits.STRAYS_WAIT.total_seconds())
    for organization in Organization.objects.all():
        with inside(organization):
            sweeping.sweep(timezone.now())
