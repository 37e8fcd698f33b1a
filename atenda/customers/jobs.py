"""Background work of customers. Every job may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from atenda.customers import merging, retagging
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
