"""Two desks of ours that are each other's customers: what the one sends comes in at the other and back (3.08, 7.03)."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from atenda.intake.accepting import accept
from atenda.intake.models import Door
from atenda.intake.taking_in import take_in
from atenda.intake.tests.correspondents import written
from atenda.intake.tests.mails import a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.notices import smtp
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import MailServer, News
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW, Cast, make_cast

ROUNDS = 30  # of twenty seconds: ten minutes


@pytest.mark.parametrize("strips", [(), ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress")])
def test_two_desks_exchange_four_mails_at_the_most(
    db: None, monkeypatch: pytest.MonkeyPatch, strips: tuple[str, ...]
) -> None:
    """Also where a server between them takes off all that says that machines wrote."""
    casts = {slug: make_cast(slug) for slug in ("acme", "other")}
    boxes = {f"soporte@{slug}.example": _set_up(cast, f"soporte@{slug}.example") for slug, cast in casts.items()}
    under_way: list[tuple[str, bytes]] = []
    between: list[str] = []

    class Line:
        def __init__(self, _server: MailServer) -> None: ...

        def send(self, to: str, message: bytes, *, sender: str, before_the_words: object, **_more: bool) -> str:
            assert before_the_words()  # type: ignore[operator]
            if to.partition("+")[0].partition("@")[0] == "soporte":
                between.append(to)
                under_way.append((to, _without(message, strips)))
            return "250 taken"

        def end(self) -> None: ...

    monkeypatch.setattr(smtp, "Conversation", Line)
    under_way.append(("soporte@acme.example", written("soporte@other.example", "Non arrinca").raw))
    for number in range(ROUNDS):
        now = NOW + timedelta(seconds=20 * number)
        coming, under_way[:] = list(under_way), []
        for to, raw in coming:
            box = boxes[to]
            with inside(box.organization):
                mail, _is_new = accept(raw, mailbox=box, door=Door.SMTP, now=now, envelope_to=[to])
                take_in(mail.pk, now=now)
        for cast in casts.values():
            with inside(cast.organization):
                for case in News.objects.filter(told_at=None).values_list("case", flat=True).distinct():
                    tell_case(case, now=now)
                deliver(now=now)
    assert under_way == []
    assert 1 <= len(between) <= 3  # and the first of all, which a person wrote


def _set_up(cast: Cast, address: str) -> Mailbox:
    with inside(cast.organization):
        MailServer.objects.create(host="mx.example", port=25, from_address=address)
        return a_mailbox(address)


def _without(raw: bytes, names: tuple[str, ...]) -> bytes:
    mail = message_from_bytes(raw, policy=default.clone(refold_source="none"))
    for name in names:
        del mail[name]
    return mail.as_bytes()
