"""Background work of webhooks, beside the courier. It may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.webhooks.forgetting import forget_old


@app.periodic(cron="51 3 * * *")
@app.task(name="atenda.webhooks.jobs.forget", queue="upkeep", queueing_lock="webhooks-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            forget_old(timezone.now())
