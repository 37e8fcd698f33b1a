"""A few signs for a value, by which one sees whether it is still what an import wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from atenda.cases.catalogue import OF_FIELD
from atenda.cases.successors import now_called


def mark(field: str, word: Any) -> str:
    """Of a value as events keep it; of a linked row its key alone, whatever it is called."""
    said = json.dumps(_plain(field, word), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def marks_of(words: Mapping[str, Any], fields: Iterable[str]) -> dict[str, str]:
    return {field: mark(field, words.get(field)) for field in fields}


def is_nothing(word: Any) -> bool:
    return word in (None, "", [], False)


def _plain(field: str, word: Any) -> Any:
    if is_nothing(word):
        return None
    if not isinstance(word, list):
        return word
    if isinstance(word[0], list):
        return sorted(pk for pk, _name in word)
    if field in OF_FIELD:
        return now_called(field, word[0])
    return word[0] if isinstance(word[0], int) else word
