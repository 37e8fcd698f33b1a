"""Nothing hidden comes out by a side door: a word that stands only in what is hidden is in no byte sent (3.38)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.customers.models import Address, EmailAddress
from atenda.customers.opening import open_contact
from atenda.files.models import Attachment
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from tests.architecture.crawling import crawl, sent
from tests.architecture.stage import Stage, set_stage, without_numbers

HIDDEN = ("xilgaro", "pintarroxo", "merloazul", "paspallas", "lavandeira", "bubela", "estornino", "cotovia")
OURS = ("ferreirinho", "ourofino", "papuxa", "escribenta")
NOBODYS = "cascarrolas"
HASHES = ("scrypt$", "pbkdf2_", "argon2", "bcrypt")


@pytest.fixture
def stage(acme: Cast, other: Cast) -> Iterator[Stage]:
    """A case hidden from the restricted agent, an unusual word in each of its texts; and a customer of ours."""
    stage = set_stage(acme, other)
    texts = iter(f"Aquí hai un {word}" for word in HIDDEN)
    hidden = make.case(next(texts), description=next(texts), responsible=acme.colleague, by=acme.colleague)
    note(hidden, body=next(texts), by=acme.colleague, now=NOW)
    edit(hidden, reference=next(texts), by=acme.colleague, now=NOW)
    edit(hidden, description=next(texts), by=acme.colleague, now=NOW)
    make.file(hidden, next(texts).encode(), f"{next(texts)}.txt", by=acme.colleague)
    edit(hidden, solution=next(texts), by=acme.colleague, now=NOW)
    person = open_contact(name=f"Uxía {OURS[0]}", company=f"Conservas {OURS[1]}", by=acme.agent, now=NOW)
    EmailAddress.objects.create(contact=person, address=f"{OURS[2]}@cliente.example")
    Address.objects.create(contact=person, street=f"Rúa {OURS[3]}")
    return stage


def asking(word: str, slug: str) -> list[str]:
    """Wherever a word can be asked for."""
    return [
        f"/{slug}/palette/?q={word}",
        f"/{slug}/customers/search/?q={word}",
        f"/{slug}/customers/companies/?company={word}",
        f"/{slug}/accounts/?q={word}",
        f"/{slug}/contacts/?q={word}",
        f"/{slug}/cases/?q={word}",
        f"/{slug}/cases/?view=all&search={word}",
        f"/{slug}/cases/?view=all&show=board&q={word}",
        f"/{slug}/cases/counted/?view=all&q={word}",
        f"/{slug}/cases/groups/?view=all&group=responsible&keys=none&q={word}",
        f"/{slug}/cases/many/tags/?all=1&view=all&how=add&ids=outra&q={word}",
        f"/{slug}/figures/chart/?view=all&by=category&q={word}",
        f"/{slug}/figures/chart/data/?view=all&by=created&q={word}",
    ]


def leaks(visit: Any, stage: Stage, words: tuple[str, ...]) -> list[str]:
    """Where one of the words is sent to somebody who did not say it."""
    slug = stage.acme.organization.slug
    kept = Attachment.objects.select_related("case")
    files = [f"/{slug}/cases/{each.case.folio}/files/{each.pk}/{door}" for each in kept for door in ("", "content/")]
    views = [f"/{slug}/cases/?view={view}" for view in ("all", "new", "working", "waiting", "closed", "pending")]
    return [
        f"{word} at {address}"
        for address, answer in crawl(visit, stage, *views, *files)
        for text in [(sent(answer) + str(answer.headers)).lower()]
        for word in words
        if word in text
    ]


def answered(visit: Any, words: tuple[str, ...], slug: str) -> list[str]:
    """Where asking for one of the words is answered otherwise than for a word that nobody ever wrote."""
    return [
        address
        for word in words
        for address, control in zip(asking(word, slug), asking(NOBODYS, slug), strict=True)
        if _said(visit, address, word) != _said(visit, control, NOBODYS)
    ]


def _said(visit: Any, address: str, word: str) -> tuple[int, str]:
    status, text, _ = without_numbers(visit.get(address))
    return status, text.lower().replace(word, "·")


def last_folio() -> str:
    return str(Case.objects.order_by("-folio").values_list("folio", flat=True)[0])


def test_whoever_may_see_the_words_does(stage: Stage) -> None:
    """Or the silence of the other tests would mean nothing."""
    with stage.as_("admin") as visit:
        there = leaks(visit, stage, (*HIDDEN, *OURS))
        assert {line.split()[0] for line in there} == {*HIDDEN, *OURS}
        assert len(answered(visit, OURS, stage.acme.organization.slug)) >= len(OURS)


def test_what_a_role_does_not_see_is_in_no_byte_it_gets(stage: Stage) -> None:
    with stage.as_("restricted") as visit:
        assert leaks(visit, stage, HIDDEN) == []
        assert answered(visit, (*HIDDEN, last_folio()), stage.acme.organization.slug) == []


def test_another_organization_gets_no_word_of_ours(stage: Stage) -> None:
    with stage.as_("stranger") as visit:
        assert leaks(visit, stage, (*HIDDEN, *OURS)) == []
        assert answered(visit, (*HIDDEN, *OURS, last_folio()), stage.acme.organization.slug) == []
        assert answered(visit, (*HIDDEN, *OURS), stage.other.organization.slug) == []


@pytest.mark.parametrize("person", ["nobody", "admin"])
def test_no_password_hash_is_ever_sent(person: str, stage: Stage) -> None:
    """3.51"""
    with stage.as_(person) as visit:
        found = [(address, sent(answer)) for address, answer in crawl(visit, stage)]
    assert [address for address, text in found if any(hashed in text for hashed in HASHES)] == []
