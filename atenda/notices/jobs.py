"""Background work of notices. Every job may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.notices import delivery, sweeping
from atenda.notices.waking import QUEUE, wake_one
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

ROUNDS = 10  # of one job: then other organizations have their turn


@app.task(name="atenda.notices.jobs.deliver", queue=QUEUE)
def deliver(organization_id: int, mailbox_id: int | None = None) -> None:
    """Rounds of one server of an organization, and a job for more of them where that is not all.

    A job that asks for the next of its own lock is not seen to by it: a worker looks for that seconds later.
    """
    with inside(Organization.objects.get(pk=organization_id)):
        for _each in range(ROUNDS):
            if not delivery.deliver(by=mailbox_id):
                return
        wake_one(organization_id, mailbox_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="atenda.notices.jobs.forget", queue="upkeep", queueing_lock="notices-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            sweeping.forget_old(timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="atenda.notices.jobs.sweep", queue="reactions", queueing_lock="notices-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every twenty seconds: news that is due, mails that are due, digests, wherever a job was lost or had to wait."""
    sweeping.sweep(timezone.now())
