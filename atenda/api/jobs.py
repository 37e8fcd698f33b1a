"""What is swept away of the API."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.api import limits, repeating
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.periodic(cron="41 * * * *")
@app.task(name="atenda.api.jobs.sweep", queue="upkeep", queueing_lock="api-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every hour: answers that are old enough to be forgotten, and counts that no longer matter."""
    now = timezone.now()
    for organization in Organization.objects.order_by("pk"):
        with inside(organization):
            limits.sweep(now)
            repeating.sweep(now)
