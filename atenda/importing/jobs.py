"""Background work of imports."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.importing import receiving, running, undoing
from atenda.importing.forgetting import forget_old
from atenda.importing.models import Import, Stage
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization


@app.task(
    name="atenda.importing.jobs.carry_on", queue="imports", retry=RetryStrategy(max_attempts=5, exponential_wait=5)
)
def carry_on(organization_id: int, import_id: int) -> None:
    """The next step of one import: read it, bring some of it in, or take some of it back."""
    with inside(Organization.objects.get(pk=organization_id)):
        bringing = Import.objects.get(pk=import_id)
        if bringing.stage == Stage.READING:
            receiving.read(bringing, is_waking=False)
        elif bringing.stage == Stage.UNDOING:
            undoing.carry_on(bringing)
        else:
            running.carry_on(bringing)


@app.periodic(cron="* * * * *")
@app.task(name="atenda.importing.jobs.sweep", queue="upkeep", queueing_lock="imports", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every minute, in every organization that has some."""
    running.sweep(timezone.now())


@app.periodic(cron="53 3 * * *")
@app.task(name="atenda.importing.jobs.forget", queue="upkeep", queueing_lock="imports-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            forget_old(timezone.now())
