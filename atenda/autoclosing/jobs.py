"""Background work of cases that close by themselves. It may run twice."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.autoclosing.closing import sweep
from atenda.autoclosing.models import Policy
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

log = structlog.get_logger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="atenda.autoclosing.jobs.close", queue="reactions", queueing_lock="autoclosing", pass_context=False)
def close(timestamp: int) -> None:
    """Every ten minutes, wherever cases close by themselves. One organization must not stop the others."""
    wanted = Policy.everywhere.filter(is_on=True).values_list("organization_id", flat=True)
    for organization in Organization.objects.filter(pk__in=list(wanted), is_sample=False):
        try:
            with inside(organization):
                sweep(timezone.now())
        except Exception:
            log.exception("cases could not be closed by themselves", organization=organization.pk)
