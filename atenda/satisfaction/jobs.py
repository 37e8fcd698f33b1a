"""Background work of satisfaction. It may run twice."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.models import Policy

log = structlog.get_logger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="atenda.satisfaction.jobs.ask", queue="reactions", queueing_lock="satisfaction-ask", pass_context=False)
def ask(timestamp: int) -> None:
    """Every five minutes, wherever customers are asked. One organization must not stop the others."""
    wanted = Policy.everywhere.filter(is_on=True).values_list("organization_id", flat=True)
    for organization in Organization.objects.filter(pk__in=list(wanted), is_sample=False):
        try:
            with inside(organization):
                ask_due(timezone.now())
        except Exception:
            log.exception("customers could not be asked", organization=organization.pk)
