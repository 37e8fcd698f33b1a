"""Background work of the machine itself."""

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from atenda.server.backups import nightly

SILENCE = 30  # seconds without a heartbeat after which a worker counts as dead


@app.periodic(cron="* * * * * */30")
@app.task(name="atenda.server.jobs.retry_stalled", queue="upkeep", queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Run again what a killed worker had begun. Every job is safe to run twice.

    What waits to be run again already is let go: it would keep its lock for ever, and whatever comes after it from its
    turn, itself among them.
    """
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


@app.periodic(cron="*/20 * * * *")
@app.task(name="atenda.server.jobs.back_up", queue="upkeep", lock="back-up", queueing_lock="back-up")
async def back_up(timestamp: int) -> None:
    """Every night, where a folder is given for it; whether it is time is asked more often."""
    if settings.ENV.backup_to is not None and await sync_to_async(nightly.is_due)(timezone.now()):
        await nightly.make_one(settings.ENV)
