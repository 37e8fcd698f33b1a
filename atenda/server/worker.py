"""The worker: runs the jobs that deeds leave behind, four at a time."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 4
FAREWELL = 5.0  # seconds for jobs under way; what is cut off runs again


def work() -> None:
    """Run jobs until told to stop. Finished ones are deleted; failed ones stay to be looked at."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("Jobs are kept in Django's database.")
    with app.replace_connector(connector.get_worker_connector()) as own:
        own.run_worker(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            shutdown_graceful_timeout=FAREWELL,
            listen_notify=True,
        )
