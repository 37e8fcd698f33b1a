"""In every test: whatever a verb keeps in an event of the audit log can be told in words (3.68).

A field without a name of its own would stand on the page in English, a value as a code. It fails where it is recorded;
the words are in `atenda/history/spoken.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from atenda.history import recording
from atenda.history.audited import CUSTOMERS, OF_CASES, OWN
from atenda.history.plain import unspoken


class HasNoWords(AssertionError):
    """An event of administration keeps a field or a value that nobody wrote words for."""


@pytest.fixture(scope="session", autouse=True)
def spoken_events() -> Iterator[None]:
    plain = recording._insert

    def checked(event: Any, payload: Any) -> None:
        is_told = payload is not None and is_audited(event)
        if is_told and (missing := unspoken(event.kind, payload.before, payload.after)):
            raise HasNoWords(f"{event.kind} keeps {', '.join(missing)}")
        plain(event, payload)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "_insert", checked)
        yield


def is_audited(event: Any) -> bool:
    """As `history/audited.py` asks the database."""
    if event.kind in OWN or event.kind.startswith("test."):
        return False
    return event.kind in OF_CASES or (event.case_id is None and event.subject_type not in CUSTOMERS)
