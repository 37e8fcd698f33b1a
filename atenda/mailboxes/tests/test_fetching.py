"""What is on an IMAP server comes in, once, byte for byte, from the agreed day on (B1, 2.11, 6.15–6.18, 6.21, 7.15)."""

from __future__ import annotations

from datetime import date, timedelta
from time import sleep

from atenda.intake import keeping as kept
from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.models import Door, RawMail
from atenda.mailboxes import fetching_from
from atenda.mailboxes.imap import leases
from atenda.mailboxes.imap.conversing import Conversation
from atenda.mailboxes.imap.reading import Reader
from atenda.mailboxes.imap.troubles import Refusal
from atenda.mailboxes.models import ImapDoor, ImapFolder, Mailbox, TroubleKind
from atenda.mailboxes.tests.conftest import door_to, letter
from atenda.server import holding
from atenda.testing import dovecot
from atenda.testing.cast import NOW


def numbers() -> list[int]:
    """By their subjects, in the order they were stored in."""
    found = []
    for mail in RawMail.objects.order_by("pk"):
        raw = b"".join(kept.chunks(mail.organization_id, mail.digest))
        found.append(int(raw.split(b"Message-ID: <")[1].split(b"@")[0]))
    return found


def trouble(door: ImapDoor) -> str:
    door.refresh_from_db()
    return door.trouble_kind


def test_what_is_there_comes_in_byte_for_byte_and_is_marked_as_read(acme, door, imap_server, user, keeping) -> None:
    imap_server.put(letter(1), letter(2), user=user)
    keeper = keeping(door)
    assert keeper.look() == 0  # it waits by IDLE
    assert numbers() == [1, 2]
    first = RawMail.objects.order_by("pk")[0]
    assert b"".join(kept.chunks(acme.organization.pk, first.digest)) == letter(1)
    validity = ImapFolder.objects.get().uidvalidity
    assert (first.door, first.origin) == (Door.IMAP, {"folder": "INBOX", "uid": 1, "uidvalidity": validity})
    assert imap_server.seen(user=user) == 2
    imap_server.put(letter(3), user=user)
    keeper.look()
    assert numbers() == [1, 2, 3]


def test_nothing_is_marked_where_nobody_wishes_it(acme, door, imap_server, user, keeping) -> None:
    fetching_from.change(door, by=acme.admin, marks_seen=False)
    imap_server.put(letter(1), user=user)
    keeping(door).look()
    assert numbers() == [1]
    assert imap_server.seen(user=user) == 0


def test_every_chosen_folder_is_read_and_no_other(acme, mailbox, imap_server, way_open, user, keeping) -> None:
    door = door_to(imap_server.port, mailbox, acme, user, ("INBOX", "Reclamacións & más"))
    imap_server.put(letter(1), user=user)
    with imap_server.signed_in(user) as client:
        for name in ("Reclamaci&APM-ns &- m&AOE-s", "Privado"):
            client.create(f'"{name}"')
            client.append(f'"{name}"', "", "", letter(2 if name.startswith("R") else 3))
    keeping(door).look()
    assert numbers() == [1, 2]


def test_what_came_before_the_agreed_day_stays_where_it_is(acme, door, imap_server, user, keeping) -> None:
    fetching_from.change(door, by=acme.admin, since=date(2026, 11, 1))
    imap_server.put(letter(1), user=user, when='"30-Oct-2026 10:00:00 +0000"')
    imap_server.put(letter(2), user=user, when='"01-Nov-2026 10:00:00 +0000"')
    keeper = keeping(door)
    keeper.look()
    assert numbers() == [2]
    fetching_from.change(door, by=acme.admin, since=date(2026, 10, 1))
    keeper.look()
    assert numbers() == [2, 1]


def test_the_agreed_day_begins_where_the_organization_is_and_not_where_the_server_is(
    acme, door, imap_server, user, keeping
) -> None:
    """A server counts days by its own clock: what came in the first hours of ours has its yesterday's date."""
    fetching_from.change(door, by=acme.admin, since=date(2026, 11, 24))
    imap_server.put(letter(1), user=user, when='"23-Nov-2026 22:59:59 +0000"')
    imap_server.put(letter(2), user=user, when='"23-Nov-2026 23:00:00 +0000"')
    imap_server.put(letter(3), user=user, when='"23-Nov-2026 11:30:00 -1200"')
    imap_server.put(letter(4), user=user, when='"24-Nov-2026 12:59:59 +1400"')
    keeping(door).look()
    assert numbers() == [2, 3]


def test_a_mail_that_comes_while_we_wait_wakes_us(acme, door, imap_server, user, keeping) -> None:
    keeper = keeping(door)
    assert keeper.look() == 0
    conversation = keeper._conversation
    imap_server.put(letter(1), user=user)
    assert conversation.idle(20, lambda: False)
    assert not conversation.idle(0.6, lambda: False)
    keeper.look()
    assert numbers() == [1]


def test_new_numbers_bring_nothing_twice_and_lose_nothing(acme, door, imap_server, user, keeping) -> None:
    imap_server.put(letter(1), letter(2), letter(3), user=user)
    keeper = keeping(door)
    keeper.look()
    keeper.hang_up()
    with imap_server.signed_in(user) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    before = ImapFolder.objects.get().uidvalidity
    sleep(1.1)  # the new numbers are called by the second
    imap_server.forget(user)
    imap_server.put(letter(4), user=user)
    keeper.look()
    folder = ImapFolder.objects.get()
    assert numbers() == [1, 2, 3, 4]
    assert folder.uidvalidity != before
    assert folder.renumbered_at is not None


def test_a_mark_that_cannot_be_set_brings_nothing_twice(acme, door, imap_server, user, keeping, monkeypatch) -> None:
    imap_server.put(letter(1), user=user)

    def refused(self, uids):
        raise Refusal("NO")

    monkeypatch.setattr(Conversation, "mark_seen", refused)
    keeper = keeping(door)
    keeper.look()
    assert (numbers(), trouble(door)) == ([1], "")
    monkeypatch.undo()
    keeper.look()
    assert numbers() == [1]
    assert imap_server.seen(user=user) == 0


def test_too_large_a_mail_is_held_by_its_header_alone(acme, door, imap_server, user, keeping, monkeypatch) -> None:
    head = letter(1, "Planos da nave").split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    imap_server.put(head + (b"x" * 76 + b"\r\n") * (LARGEST_MAIL // 78 + 1), letter(2), user=user)
    asked = []
    plain = Conversation.bodies

    def noting(self, uids, part="BODY.PEEK[]"):
        asked.append((list(uids), part))
        return plain(self, uids, part)

    monkeypatch.setattr(Conversation, "bodies", noting)
    keeping(door).look()
    large, other = RawMail.objects.order_by("-size")
    assert (large.end, large.why, large.subject) == ("held", "too_large", "Planos da nave 1")
    assert (large.sender, large.sender_name) == ("uxia@cliente.example", "Uxía")
    assert large.size > LARGEST_MAIL
    assert b"".join(kept.chunks(acme.organization.pk, large.digest)) == head
    assert other.end == "received"
    assert ([1], "BODY.PEEK[]") not in asked


def test_one_who_overslept_its_lease_writes_nothing(acme, door, imap_server, user, keeping, monkeypatch) -> None:
    imap_server.put(letter(1), letter(2), user=user)
    sleeper, other = keeping(door), keeping(door)
    plain = Reader._store

    def frozen_before_it_stores(self, folder, mails, **values):
        if self.holder == sleeper.holder and mails:
            ImapDoor.objects.filter(pk=door.pk).update(held_until=NOW - timedelta(days=900))  # the clock went on
            assert other.look() == 0
            assert numbers() == [1, 2]
            RawMail.objects.all().delete()  # so that whatever the sleeper writes is seen
        return plain(self, folder, mails, **values)

    monkeypatch.setattr(Reader, "_store", frozen_before_it_stores)
    assert sleeper.look() == 25
    assert numbers() == []
    assert sleeper._conversation is None
    door.refresh_from_db()
    assert door.holder == other.holder
    sleeper.leave()
    door.refresh_from_db()
    assert door.holder == other.holder


def test_while_one_fetches_another_waits(acme, door, imap_server, user, keeping) -> None:
    first, second = keeping(door), keeping(door)
    assert leases.take(door.pk, first.holder)
    imap_server.put(letter(1), user=user)
    assert second.look() == 25
    assert numbers() == []
    first.leave()
    assert second.look() == 0
    assert numbers() == [1]


def test_nothing_is_fetched_for_a_paused_an_ended_or_a_retired_one(acme, door, imap_server, user, keeping) -> None:
    imap_server.put(letter(1), user=user)
    fetching_from.pause(door, by=acme.admin)
    assert keeping(door).look() is None
    fetching_from.resume(door, by=acme.admin)
    Mailbox.objects.update(retired_at=NOW)
    assert keeping(door).look() is None
    Mailbox.objects.update(retired_at=None)
    fetching_from.end(door, by=acme.admin, now=NOW)
    assert keeping(door).look() is None
    assert (numbers(), door.secret) == ([], "")


def test_a_restored_copy_fetches_nothing(acme, door, imap_server, user, keeping) -> None:
    imap_server.put(letter(1), user=user)
    holding.begin(backup_at=NOW, now=NOW)
    assert keeping(door).look() is None
    assert (numbers(), imap_server.seen(user=user)) == ([], 0)
    holding.let_go(acme.organization, now=NOW)
    assert keeping(door).look() == 0
    assert numbers() == [1]


def test_a_wrong_password_is_said_in_words_and_asked_again_later(acme, door, imap_server, user, keeping) -> None:
    fetching_from.change(door, by=acme.admin, secret="outra")
    keeper = keeping(door)
    pause = keeper.look()
    door.refresh_from_db()
    assert (door.trouble_kind, door.tries) == (TroubleKind.PASSWORD, 1)
    assert pause >= 240
    assert keeper.look() > 200  # it is left alone until then
    fetching_from.change(door, by=acme.admin, secret=dovecot.PASSWORD)
    assert keeper.look() == 0
    assert trouble(door) == ""


def test_a_folder_that_is_gone_is_said_and_the_others_are_read(acme, mailbox, imap_server, way_open, user, keeping):
    door = door_to(imap_server.port, mailbox, acme, user, ("Quitada", "INBOX"))
    imap_server.put(letter(1), user=user)
    keeping(door).look()
    assert (numbers(), trouble(door)) == ([1], TroubleKind.FOLDER)
    assert "Quitada" in door.trouble


def test_a_server_that_is_away_is_asked_less_and_less_often(acme, door, keeping) -> None:
    fetching_from.change(door, by=acme.admin, port=1, secret=dovecot.PASSWORD)
    keeper, pauses = keeping(door), []
    for _ in range(9):
        ImapDoor.objects.update(retry_at=None)
        pauses.append(keeper.look())
    assert trouble(door) == TroubleKind.REFUSED
    assert pauses[0] < 25
    assert pauses[4] > 2 * pauses[1]
    assert 1400 < pauses[8] < 2200
