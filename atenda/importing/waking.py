"""Wake the worker for an import. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from atenda.importing.models import Import


def wake(bringing: Import) -> None:
    """Ask for the next step, unless it is asked for already. Called outside transactions."""
    name = f"import-{bringing.pk}"
    job = app.configure_task("atenda.importing.jobs.carry_on", queue="imports", lock=name, queueing_lock=name)
    try:
        with transaction.atomic():
            job.defer(organization_id=bringing.organization_id, import_id=bringing.pk)
    except AlreadyEnqueued:
        return
