"""Which addresses are ours, and by which a mail goes out (B18)."""

from __future__ import annotations

import pytest

from atenda.mailboxes import managing
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.own import own
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def added(cast: Cast, address: str, *aliases: str) -> Mailbox:
    return managing.add_mailbox(name=address, address=address, aliases=aliases, language="es", by=cast.admin, now=NOW)


def test_what_is_changed_holds_at_once(acme: Cast) -> None:
    assert own().main(None) == (None, "")
    first = added(acme, "soporte@acme.example", "axuda@acme.example")
    second = added(acme, "ventas@acme.example")
    assert own().main(second.pk) == (second.pk, "ventas@acme.example")
    assert own().main(None) == (first.pk, "soporte@acme.example")
    managing.change(first, address="hola@acme.example", aliases=[], by=acme.admin)
    assert own().main(first.pk) == (first.pk, "hola@acme.example")
    assert not own().has("axuda@acme.example")
    managing.retire(first, by=acme.admin, now=NOW)
    assert own().main(first.pk) == (second.pk, "ventas@acme.example")
    assert own().has("hola@acme.example")  # it stays its own


def test_what_stands_behind_the_plus_is_told_and_not_compared(acme: Cast, other: Cast) -> None:
    added(acme, "soporte@acme.example", "b+c@acme.example")
    with inside(other.organization):
        added(other, "soporte@outra.example")
    here = own()
    assert here.has(" Soporte+1042.K3v@acme.example")
    assert here.extension("Soporte+1042.K3v@acme.example") == "1042.k3v"
    assert [here.extension(each) for each in ("soporte@acme.example", "b+c@acme.example", "b+d@acme.example")] == [
        ""
    ] * 3
    assert here.among(["Soporte@acme.example", "soporte@outra.example", "soporte", ""]) == {"soporte@acme.example"}
