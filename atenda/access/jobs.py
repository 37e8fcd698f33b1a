"""What is swept away about signing in."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.access import limits, links, sessions


@app.periodic(cron="17 * * * *")
@app.task(name="atenda.access.jobs.sweep", queue="upkeep", queueing_lock="access-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every hour: counts that no longer matter, sessions and links that are over."""
    now = timezone.now()
    limits.sweep(now)
    sessions.sweep(now)
    links.sweep(now)
