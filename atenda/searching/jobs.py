"""Background work of searching. Every job may run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from atenda.customers.search import MODELS
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.searching import rewriting, vocabulary

AT_A_STRETCH = 20.0  # seconds; then other jobs have their turn


@app.task(name="atenda.searching.jobs.rewrite", queue="upkeep", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def rewrite(organization_id: int, kind: str, customer_id: int) -> None:
    """The words of the cases of a customer whose name is another."""
    with inside(Organization.objects.get(pk=organization_id)):
        rewriting.rewrite_cases_of(MODELS[kind].objects.get(pk=customer_id))


@app.periodic(cron="* * * * *")
@app.task(name="atenda.searching.jobs.freshen", queue="upkeep", queueing_lock="freshen_texts")
def freshen(timestamp: int) -> None:
    """Every minute, in every organization: what the rules of words, or a release, have left stale."""
    for organization in Organization.objects.all():
        with inside(organization):
            rewriting.freshen(seconds=AT_A_STRETCH)


@app.periodic(cron="47 2 * * *")
@app.task(name="atenda.searching.jobs.learn_everywhere", queue="upkeep", queueing_lock="learn_words")
def learn_everywhere(timestamp: int) -> None:
    """Every night, each organization by a job of its own."""
    for organization in Organization.objects.all():
        learn.defer(organization_id=organization.pk)


@app.task(name="atenda.searching.jobs.learn", queue="upkeep")
def learn(organization_id: int) -> None:
    """The words of an organization, from its newest cases."""
    with inside(Organization.objects.get(pk=organization_id)):
        vocabulary.learn()
