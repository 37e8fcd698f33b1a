"""Background work of figures."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.figures.adding_up import add_up
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.periodic(cron="* * * * *")
@app.task(name="atenda.figures.jobs.add_up_days", queue="upkeep", queueing_lock="figures-days", pass_context=False)
def add_up_days(timestamp: int) -> None:
    """Every minute, in every organization: mostly nothing is to be done."""
    for organization in Organization.objects.all():
        with inside(organization):
            add_up(timezone.now())
