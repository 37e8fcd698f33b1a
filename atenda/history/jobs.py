"""Background work of the log."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.history import reactions
from atenda.history.ledger_checks import check
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.task(name="atenda.history.jobs.react", queue="reactions", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def react(organization_id: int, event_ids: list[int]) -> None:
    """Run every reaction over the events of one deed."""
    with inside(Organization.objects.get(pk=organization_id)):
        events = list(Event.objects.filter(pk__in=event_ids).order_by("pk"))
        reactions.react(events)


@app.periodic(cron="41 3 * * *")
@app.task(name="atenda.history.jobs.verify_ledgers", queue="upkeep", queueing_lock="verify_ledgers")
def verify_ledgers(timestamp: int) -> None:
    """Every night, in every organization (3.68)."""
    for organization in Organization.objects.order_by("pk"):
        with inside(organization):
            check(timezone.now())
