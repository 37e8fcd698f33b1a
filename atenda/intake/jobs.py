"""Background work of mails that come in. Each may run twice."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.intake.accepting import wake
from atenda.intake.forgetting import forget_dropped, sweep
from atenda.intake.models import End, RawMail
from atenda.intake.taking_in import take_in as take_one_in
from atenda.intake.too_large import tell_sender
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

LEFT_ALONE = timedelta(minutes=2)
AT_ONCE = 500


@app.task(name="atenda.intake.jobs.take_in", queue="intake", retry=RetryStrategy(max_attempts=4, exponential_wait=4))
def take_in(organization_id: int, mail_id: int) -> None:
    """Bring one mail to its end."""
    with inside(Organization.objects.get(pk=organization_id)):
        take_one_in(mail_id, now=timezone.now())


@app.task(
    name="atenda.intake.jobs.tell_too_large", queue="intake", retry=RetryStrategy(max_attempts=4, exponential_wait=4)
)
def tell_too_large(organization_id: int, mail_id: int) -> None:
    """Tell the sender of a mail that was too large."""
    with inside(Organization.objects.get(pk=organization_id)):
        tell_sender(mail_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="atenda.intake.jobs.look", queue="intake", queueing_lock="intake-look", pass_context=False)
def look(timestamp: int) -> None:
    """Every minute: what has waited for long, because its job was lost, is asked for again (I3)."""
    before = timezone.now() - LEFT_ALONE
    for organization in Organization.objects.order_by("pk"):
        with inside(organization):
            for mail in RawMail.objects.filter(end=End.RECEIVED, received_at__lt=before).order_by("pk")[:AT_ONCE]:
                wake(mail)


@app.periodic(cron="17 4 * * *")
@app.task(name="atenda.intake.jobs.forget", queue="upkeep", queueing_lock="intake-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.order_by("pk"):
        with inside(organization):
            forget_dropped(timezone.now())
            sweep(timezone.now())
