"""Background work of the machine itself."""

from procrastinate.contrib.django import app

SILENCE = 30  # seconds without a heartbeat after which a worker counts as dead


@app.periodic(cron="* * * * * */30")
@app.task(name="atenda.server.jobs.retry_stalled", queue="upkeep", queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Run again what a killed worker had begun. Every job is safe to run twice."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        await app.job_manager.retry_job(job)
