"""What cases are found by, apart from the cases: the pages of their table stay dense, and a change of theirs small."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from atenda.cases.models import Case
from atenda.organizations.tenancy import OrgFK, OrgModel


class CaseText(OrgModel):
    """The words of one case: reference (A), customer (B), description and solution (C), notes (D).

    By folio, which orders lists and names a case in every index they walk. `is_stale`: it is to be written again
    (`rewriting.py`), as after the rules of words have changed.
    """

    organization_key = ("folio",)

    case = OrgFK(Case)
    folio = models.PositiveIntegerField()
    words: Any = SearchVectorField()
    is_stale = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # a short list of what is not yet sorted in: it is read through by every search
            GinIndex(fields=["organization", "words"], name="casetext_by_words", gin_pending_list_limit=512),
            models.Index("organization", F("folio").desc(), condition=Q(is_stale=True), name="casetext_stale"),
        ]


class KnownWord(OrgModel):
    """A word that many cases have: where a mistyped one finds the one that was meant. Learnt every night, from the
    newest cases (`vocabulary.py`).

    `word` is folded, `plain` with n for ñ, as it is often typed; `shown` is how it is mostly written, `n` in how many
    of the cases it was learnt from.
    """

    organization_key = ("word",)

    word = models.CharField(max_length=40)
    plain = models.CharField(max_length=40)
    shown = models.CharField(max_length=40)
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [
            GinIndex(F("organization_id"), OpClass(F("plain"), name="gin_trgm_ops"), name="knownword_by_likeness"),
        ]

    def __str__(self) -> str:
        return self.word
