"""Background work of cases."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.cases.erasing import empty_bin
from atenda.cases.forgetting import forget_submissions
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
