"""Background work of customers. Every job may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.customers import merging, retagging
from atenda.customers.duplicates import looking
from atenda.customers.models import Tag
from atenda.customers.search import MODELS
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent


@app.task(name="atenda.customers.jobs.go_on_replacing", queue="upkeep")
def go_on_replacing(organization_id: int, tag_id: int, agent_id: int | None) -> None:
    """The next customers whose tag is to be another one."""
    with inside(Organization.objects.get(pk=organization_id)):
        agent = Agent.objects.filter(pk=agent_id).first() if agent_id else None
        retagging.go_on_replacing(Tag.objects.get(pk=tag_id), by=agent, now=timezone.now())


@app.task(name="atenda.customers.jobs.gather", queue="upkeep")
def gather(organization_id: int, kind: str, customer_id: int) -> None:
    """What was written for a record while it was merged into another."""
    with inside(Organization.objects.get(pk=organization_id)):
        merging.gather(MODELS[kind].objects.get(pk=customer_id), now=timezone.now())


@app.task(name="atenda.customers.jobs.look_for_duplicates", queue="upkeep")
def look_for_duplicates(organization_id: int, kind: str) -> None:
    """Propose anew who is on record twice."""
    with inside(Organization.objects.get(pk=organization_id)):
        looking.look(kind, now=timezone.now())


@app.periodic(cron="17 2 * * *")
@app.task(name="atenda.customers.jobs.look_everywhere", queue="upkeep", queueing_lock="duplicates", pass_context=False)
def look_everywhere(timestamp: int) -> None:
    """Every night, in every organization."""
    for organization in Organization.objects.all():
        with inside(organization):
            looking.ask_for_all(now=timezone.now())
