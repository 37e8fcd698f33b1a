"""The first mailbox, from its name to the first mail: it really connects, says in plain words what is wrong, and really
receives (B76)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from atenda.intake.accepting import accept
from atenda.intake.models import Door, RawMail
from atenda.mailboxes.models import ImapDoor, Mailbox
from atenda.mailboxes.tests.conftest import letter
from atenda.testing import dovecot

BOX = {"name": "Soporte", "address": "soporte@acme.example", "language": "es"}


def test_from_its_name_to_the_first_mail_by_imap(acme, visit, imap_server, way_open, user, keeping) -> None:
    imap_server.put(letter(1), folder="Reclamaciones", user=user)
    visit.as_(acme.admin)
    step = visit.post(acme.url("settings/mailboxes/new/"), {**BOX, "fetched": "1"})["Location"]
    typed = {"sign_in": "password", "host": "127.0.0.1", "port": imap_server.port, "security": "none"}
    refused = visit.post(step, {**typed, "username": user, "secret": "outra"})
    assert refused.status_code == 422
    assert _beside(refused, "secret") == "El servidor no acepta este usuario y contraseña."
    assert not ImapDoor.objects.exists()
    step = visit.post(step, {**typed, "username": user, "secret": dovecot.PASSWORD})["Location"]
    page = visit.get(step).content.decode()
    assert "Conectado." in page
    assert 'value="Reclamaciones"' in page
    door = ImapDoor.objects.get()
    assert keeping(door).look() is None  # nothing before folders are chosen
    chosen = {"folders": ["INBOX", "Reclamaciones"], "since": timezone.localdate().isoformat(), "marks_seen": "1"}
    step = visit.post(step, chosen)["Location"]
    page = visit.get(step).content.decode()
    assert "soporte@acme.example" in page
    here = re.search(r'id="trial" hx-get="([^"]+)"', page)[1]
    imap_server.put(letter(2), user=user)
    keeping(door).look()
    page = visit.get(here).content.decode()
    assert "Ha llegado." in page
    assert "hx-get" not in page.split('id="trial"')[1].split(">")[0]
    assert RawMail.objects.count() == 2
    assert dovecot.PASSWORD not in page


def test_for_our_own_mail_server_the_trial_is_the_same(acme, visit) -> None:
    step = visit.as_(acme.admin).post(acme.url("settings/mailboxes/new/"), BOX)["Location"]
    page = visit.get(step).content.decode()
    here = re.search(r'id="trial" hx-get="([^"]+)"', page)[1]
    assert "Ha llegado." not in visit.get(here).content.decode()
    accept(letter(1), mailbox=Mailbox.objects.get(), door=Door.SMTP, now=timezone.now())
    assert "Ha llegado." in visit.get(here).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"host": "no.such.name.invalid"}, "host", "No se encuentra ningún servidor con ese nombre."),
        ({"port": 1}, "port", "En ese puerto del servidor no responde nada."),
        ({"host": "127.0.0.1 "}, "host", ""),
        ({"security": "tls"}, "security", "El servidor no habla TLS en ese puerto."),
        ({"host": "10.1.2.3"}, "host", "Este servidor está en una red privada"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    acme, mailbox, visit, imap_server, way_open, user, typed, field, said
) -> None:
    form = {"sign_in": "password", "host": "127.0.0.1", "port": imap_server.port, "security": "none"}
    form |= {"username": user, "secret": dovecot.PASSWORD, **typed}
    answer = visit.as_(acme.admin).post(acme.url(f"settings/mailboxes/{mailbox.pk}/servers/new/"), form)
    if not said:
        assert answer.status_code == 302  # a space at the end is nobody's fault
        return
    assert answer.status_code == 422
    assert _beside(answer, field).startswith(said)
    assert f'value="{user}"' in answer.content.decode()
    assert not ImapDoor.objects.exists()


def test_a_password_that_is_kept_goes_to_no_server_it_was_not_typed_for(acme, door, visit, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("atenda.mailboxes.views.servers.folders_there", lambda *args: asked.append(args))
    form = {"sign_in": "password", "port": door.port, "security": "none", "username": door.username, "secret": ""}
    answer = visit.as_(acme.admin).post(
        acme.url(f"settings/mailboxes/servers/{door.pk}/"), {**form, "host": "127.0.0.2"}
    )
    assert answer.status_code == 422
    assert _beside(answer, "secret") == "Escribe la contraseña."
    assert asked == []


def _beside(answer, field: str) -> str:
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', answer.content.decode(), re.S)
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", "", found[1], flags=re.S) if found else ""
    return " ".join(words.split()).partition(" «")[0]
