"""Drafts of answers: kept as typed, theirs on every machine, read and taken over by colleagues, gone when sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.conversations import drafting
from atenda.conversations.models import Draft, Message
from atenda.intake.tests.mails import a_mailbox
from atenda.testing import make
from atenda.testing.cast import Cast

UXIA = "uxia@cliente.example"


@pytest.fixture(autouse=True)
def _case(acme: Cast) -> None:
    a_mailbox()
    make.case("A cámara non arrinca", by=acme.agent)


def typed(**more: str) -> dict[str, str]:
    return {"to": UXIA, "subject": "A cámara", "body": "Ola Uxía", **more}


def test_what_is_typed_is_there_again_on_another_machine(acme: Cast, visit: Any) -> None:
    kept = visit.as_(acme.agent).post(acme.url("cases/1/replies/draft/"), typed(body="Ola Uxía, mañá pasamos"))
    assert kept.status_code == 204
    page = visit.as_(acme.agent).get(acme.url("cases/1/replies/")).content.decode()
    assert "Ola Uxía, mañá pasamos" in page
    assert "data-drafted-at" in page


def test_a_colleague_reads_it_and_goes_on_with_it_and_sent_it_is_gone(acme: Cast, visit: Any) -> None:
    visit.as_(acme.agent).post(acme.url("cases/1/replies/draft/"), typed(body="Mañá pasamos"))
    boss = visit.as_(acme.supervisor)
    page = boss.get(acme.url("cases/1/replies/")).content.decode()
    assert f"{acme.agent.name} también está escribiendo una respuesta" in page
    draft = Draft.objects.get()
    page = boss.get(acme.url(f"cases/1/replies/?draft={draft.pk}")).content.decode()
    assert "Mañá pasamos</textarea>" in page
    boss.post(acme.url("cases/1/replies/draft/"), typed(body="Mañá pasamos ás dez"))
    boss.post(acme.url("cases/1/replies/"), typed(body="Mañá pasamos ás dez", last="0", taken=str(draft.pk)))
    assert Message.objects.get().text == "Mañá pasamos ás dez"
    assert not Draft.objects.exists()


def test_a_sign_that_no_database_keeps_loses_nobody_what_they_typed(acme: Cast, visit: Any) -> None:
    kept = visit.as_(acme.agent).post(acme.url("cases/1/replies/draft/"), typed(body="Ola\0 Uxía"))
    assert (kept.status_code, Draft.objects.get().said["body"]) == (204, "Ola Uxía")


def test_words_taken_away_or_thrown_away_leave_no_draft(acme: Cast, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/1/replies/draft/"), typed())
    agent.post(acme.url("cases/1/replies/draft/"), typed(body="  "))
    assert not Draft.objects.exists()
    agent.post(acme.url("cases/1/replies/draft/"), typed())
    assert agent.post(acme.url("cases/1/replies/draft/"), typed(discard="1")).status_code == 302
    assert not Draft.objects.exists()


def test_what_is_too_long_is_not_kept_and_what_was_stays(acme: Cast, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/1/replies/draft/"), typed())
    long = agent.post(acme.url("cases/1/replies/draft/"), typed(body="a" * (drafting.LONGEST + 1)))
    assert long.status_code == 413
    assert Draft.objects.get().said["body"] == "Ola Uxía"


def test_nobody_reads_a_draft_of_another_case(acme: Cast, visit: Any) -> None:
    other = make.case("Outro caso", by=acme.agent)
    drafting.keep(other, typed(body="segredo"), by=acme.agent, now=timezone.now())
    page = visit.as_(acme.supervisor).get(acme.url(f"cases/1/replies/?draft={Draft.objects.get().pk}"))
    assert "segredo" not in page.content.decode()
    assert visit.as_(acme.observer).post(acme.url("cases/1/replies/draft/"), typed()).status_code == 403


def test_what_was_begun_in_a_case_that_was_merged_is_gone_on_with_in_the_other(acme: Cast, visit: Any) -> None:
    goes = make.case("Segue sen arrincar", by=acme.agent)
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/2/replies/draft/"), typed(body="Mañá pasamos"))
    merge(Case.objects.get(folio=1), [goes], by=acme.agent, now=timezone.now())
    draft = Draft.objects.get()
    assert f"?draft={draft.pk}" in agent.get(acme.url("cases/1/replies/")).content.decode()
    page = agent.get(acme.url(f"cases/1/replies/?draft={draft.pk}")).content.decode()
    assert "Mañá pasamos</textarea>" in page
    agent.post(acme.url("cases/1/replies/"), typed(body="Mañá pasamos", last="0", taken=str(draft.pk)))
    assert Message.objects.get().case.folio == 1
    assert not Draft.objects.exists()
