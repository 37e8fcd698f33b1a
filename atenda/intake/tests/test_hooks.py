"""Providers bring mails by webhook: proven, whole, once (6.20); and what strangers try there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import tracemalloc
from email import message_from_bytes
from pathlib import Path
from time import time
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.test.client import encode_multipart

from atenda.intake import keeping
from atenda.intake.doors import handing
from atenda.intake.doors.posts import NoPost, read_post
from atenda.intake.tests.posting import bytes_of, mail, mailbox, stored
from atenda.mailboxes.hooks import add_hook, address_of, change_secret, remove_hook, secret_of
from atenda.mailboxes.models import HookDoor, Mailbox
from atenda.organizations.entering import inside
from atenda.server import holding
from atenda.testing.cast import NOW

KEY = "key-of-the-provider"
RAW = mail("Ola", "Non arrinca a c\xe1mara.\r\n").decode().encode("latin-1")  # bytes that are no UTF-8


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.FILES_ROOT = str(tmp_path)


@pytest.fixture
def box(acme) -> Mailbox:
    return mailbox(acme, "soporte@acme.example")


@pytest.fixture
def door(acme, box):
    def make(provider: str) -> HookDoor:
        return add_hook(box, provider=provider, key=KEY, by=acme.admin, now=NOW)

    return make


def path_of(door: HookDoor) -> str:
    return f"/hooks/mail/{door.organization_id}/{door.path}/"


def basic(secret: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()}


def post(door: HookDoor, body: bytes, kind: str, **more: str):
    return Client(enforce_csrf_checks=True).post(path_of(door), body, content_type=kind, **more)


def signed(**fields: object) -> dict[str, object]:
    return signed_at(time(), **fields)


def signed_at(moment: float, **fields: object) -> dict[str, object]:
    token, timestamp = "t" * 50, str(int(moment))
    made = hmac.new(KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"token": token, "timestamp": timestamp, "signature": made, **fields}


def test_mailgun_brings_the_bytes_it_received_and_again_is_once(acme, door) -> None:
    there = door("mailgun")
    assert path_of(there).endswith("-mime/")  # by this Mailgun knows that it is to pass on the bytes
    fields = signed(**{"body-mime": RAW, "sender": "rosa@cliente.example", "recipient": "soporte@acme.example"})
    for _again in range(3):
        assert post(there, urlencode(fields).encode(), "application/x-www-form-urlencoded").status_code == 200
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value if isinstance(value, bytes) else str(value).encode())
        for name, value in fields.items()
    )
    assert post(there, parts + b"--b--\r\n", "multipart/form-data; boundary=b").status_code == 200
    (one,) = stored(acme)
    assert bytes_of(one) == RAW
    assert (one.door, one.envelope_from, one.envelope_to) == ("hook", "rosa@cliente.example", ["soporte@acme.example"])
    assert one.origin == {"hook": there.pk, "provider": "mailgun", "is_trusted": True}
    there.refresh_from_db()
    assert there.used_at is not None


def test_a_mail_of_thirty_megabytes_comes_whole_and_a_larger_one_not_at_all(acme, door) -> None:
    there = door("mailgun")
    large = RAW + b"a" * 30_000_000 + b"\r\n"
    boundary = {"content_type": "multipart/form-data; boundary=x"}
    for raw, status in ((large, 200), (RAW + b"a" * 36_000_000, 413)):
        fields = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
            for name, value in [(n, str(v).encode()) for n, v in signed().items()] + [("body-mime", raw)]
        )
        assert Client().post(path_of(there), fields + b"--x--\r\n", **boundary).status_code == status
    assert [one.size for one in stored(acme)] == [len(large)]
    assert Client().post(path_of(there), b"a" * 50_000_001, content_type="application/json").status_code == 413


def test_each_provider_brings_the_bytes_it_received(acme, door) -> None:
    plain = mail("Ola", "Non arrinca a cámara.\r\n")
    postmark, sendgrid, sparkpost, mandrill = map(door, ("postmark", "sendgrid", "sparkpost", "mandrill"))
    said = {
        "RawEmail": plain.decode(),
        "FromFull": {"Email": "rosa@cliente.example"},
        "OriginalRecipient": "a@b.example",
    }
    assert (
        post(postmark, json.dumps(said).encode(), "application/json", **basic(secret_of(postmark))).status_code == 200
    )
    assert bytes_of(stored(acme)[-1]) == plain

    second = mail("Dous", number=2)
    raw = {"email": second.decode(), "envelope": json.dumps({"from": "rosa@cliente.example", "to": ["a@b.example"]})}
    body = encode_multipart("b", raw)
    kind = "multipart/form-data; boundary=b"
    assert post(sendgrid, body, kind, **basic(secret_of(sendgrid))).status_code == 200
    assert bytes_of(stored(acme)[-1]) == second

    events = [
        {
            "msys": {
                "relay_message": {"protocol": "smtp", "msg_from": "a@b.example", "rcpt_to": "c@d.example", "content": c}
            }
        }
        for c in (
            {"email_rfc822": base64.b64encode(RAW).decode(), "email_rfc822_is_base64": True},
            {"email_rfc822": mail("Tres", number=3).decode(), "email_rfc822_is_base64": False},
        )
    ]
    body = json.dumps(events).encode()
    assert post(sparkpost, body, "application/json", **basic(secret_of(sparkpost))).status_code == 200
    assert [bytes_of(one) for one in stored(acme)[2:]] == [RAW, mail("Tres", number=3)]

    fourth = mail("Catro", number=4)
    batch = [{"event": "inbound", "msg": {"raw_msg": fourth.decode(), "sender": None, "email": "soporte@acme.example"}}]
    batch.append({"event": "send", "msg": {}})
    said = {"mandrill_events": json.dumps(batch)}
    url = address_of(mandrill)
    text = url + "mandrill_events" + said["mandrill_events"]
    proof = base64.b64encode(hmac.new(KEY.encode(), text.encode(), hashlib.sha1).digest()).decode()
    kind = "application/x-www-form-urlencoded"
    assert post(mandrill, urlencode(said).encode(), kind, HTTP_X_MANDRILL_SIGNATURE=proof).status_code == 200
    assert bytes_of(stored(acme)[-1]) == fourth
    assert post(mandrill, urlencode(said).encode(), kind, HTTP_X_MANDRILL_SIGNATURE=proof[::-1]).status_code == 403
    assert post(mandrill, urlencode(said).encode(), kind).status_code == 403
    assert len(stored(acme)) == 5


def test_what_comes_in_parts_is_put_together_the_same_each_time(acme, door) -> None:
    there = door("postmark")
    said = {
        "FromFull": {"Email": "rosa@cliente.example", "Name": "Rosa"},
        "ToFull": [{"Email": "soporte@acme.example", "Name": ""}],
        "Subject": "Ñandú",
        "Date": "Mon, 02 Nov 2026 09:30:00 +0100",
        "Headers": [{"Name": "Message-ID", "Value": "<9@cliente.example>"}],
        "TextBody": "Non arrinca.",
        "HtmlBody": "<p>Non arrinca.</p>",
        "Attachments": [
            {"Name": "foto.png", "ContentType": "image/png", "Content": base64.b64encode(b"\x89PNG").decode()}
        ],
    }
    for _again in range(3):
        answer = post(there, json.dumps(said).encode(), "application/json", **basic(secret_of(there)))
        assert answer.status_code == 200
    (one,) = stored(acme)
    whole = message_from_bytes(bytes_of(one))
    assert whole["Message-ID"] == "<9@cliente.example>"
    assert [part.get_content_type() for part in whole.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "image/png",
    ]  # fmt: skip
    assert [part.get_payload(decode=True) for part in whole.walk() if part.get_filename()] == [b"\x89PNG"]


def test_strangers_store_nothing_and_learn_nothing(acme, other, door) -> None:
    there = door("postmark")
    said = json.dumps({"RawEmail": RAW.decode("latin-1")}).encode()
    right = basic(secret_of(there))
    elsewhere = mailbox(other, "info@other.example")
    with inside(other.organization):
        theirs = add_hook(elsewhere, provider="postmark", by=other.admin, now=NOW)
    ask = Client()
    for path in (
        f"/hooks/mail/{other.organization.pk}/{there.path}/",  # a secret of another organization
        f"/hooks/mail/{acme.organization.pk}/{theirs.path}/",
        f"/hooks/mail/{acme.organization.pk}/{there.path[:-1]}/",
        f"/hooks/mail/{acme.organization.pk}/%00/",
        f"/hooks/mail/{10**30}/{there.path}/",
        f"/hooks/mail/0/{'x' * 5000}/",
    ):
        answer = ask.post(path, said, content_type="application/json", **right)
        assert (answer.status_code, answer.content) == (404, b""), path
    for wrong in ({}, basic("atenda:x"), basic(""), basic(secret_of(theirs)), {"HTTP_AUTHORIZATION": "Basic ñ%%%"}):
        assert post(there, said, "application/json", **wrong).status_code == 403
    for broken in (
        b"",
        b"{",
        b"[]",
        b'{"RawEmail": 7}',
        b'{"RecordType": "Open"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
    ):
        assert post(there, broken, "application/json", **right).status_code == 400, broken[:20]
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=zz",
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
    ):
        assert post(there, b"--z\r\nx", kind, **right).status_code == 400, kind
    assert ask.get(path_of(there)).status_code == ask.head(path_of(there)).status_code == 200
    assert ask.put(path_of(there)).status_code == ask.delete(path_of(there)).status_code == 405
    assert (stored(acme), stored(other)) == ([], [])


def test_a_signature_of_mailgun_is_good_for_a_day(acme, door) -> None:
    there = door("mailgun")
    fields = {"sender": "rosa@cliente.example", "recipient": "soporte@acme.example", "body-mime": RAW.decode("latin-1")}
    for moment in (time() - 90_000, time() + 7200):
        late = urlencode(signed_at(moment, **fields), encoding="latin-1").encode()
        assert post(there, late, "application/x-www-form-urlencoded").status_code == 403
    assert stored(acme) == []
    fresh = urlencode(signed_at(time() - 30_000, **fields), encoding="latin-1").encode()
    assert post(there, fresh, "application/x-www-form-urlencoded").status_code == 200
    assert len(stored(acme)) == 1


@pytest.mark.parametrize("provider", ["mailgun", "mandrill"])
@pytest.mark.parametrize(
    "said", [b"[]", b"7", b"null", b'{"signature": 7}', b"[" * 100_000, b'{"signature": {"token": [], "timestamp": 1}}']
)
def test_what_is_signed_in_no_way_there_is_is_refused(acme, door, provider: str, said: bytes) -> None:
    assert post(door(provider), said, "application/json").status_code == 403
    assert stored(acme) == []


@pytest.mark.parametrize("name", ["..", ".", "/", "../../etc/passwd", "x" * 900, "a\\..", "a%00b.png"])
def test_no_name_of_a_file_sends_its_mail_away(acme, door, name: str) -> None:
    headers = json.dumps(
        [["From", "Rosa <rosa@cliente.example>"], ["Subject", "Foto"], ["Message-Id", "<7@x.example>"]]
    )
    envelope = {"sender": "rosa@cliente.example", "recipient": "soporte@acme.example", "attachment-count": "1"}
    fields = signed(**envelope, **{"message-headers": headers, "body-plain": "Vai a foto."})
    parts = [f'name="{key}"\r\n\r\n{value}' for key, value in fields.items()]
    parts.append(f'name="attachment-1"; filename="{name}"\r\n\r\n1')
    body = "".join(f"--zz\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--zz--"
    answer = post(door("mailgun"), body.encode(), "multipart/form-data; boundary=zz")
    assert (answer.status_code, len(stored(acme))) == (200, 1)


def test_a_post_of_millions_of_parts_is_cut_short() -> None:
    for kind, body in (
        ("application/x-www-form-urlencoded", b"&" * 20_000_000),
        ("multipart/form-data; boundary=z", b"\r\n--z" * 4_000_000 + b"--"),
        ("multipart/form-data; boundary=" + "z" * 190, b"x"),
        ("multipart/form-data; boundary=" + ";x=1" * 20_000, b"x"),
    ):
        request = RequestFactory().post("/", body, content_type=kind)
        tracemalloc.start()
        with pytest.raises(NoPost):
            read_post(request)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 4 * len(body) + 10_000_000, kind[:40]


def test_an_address_ends_with_its_door_its_secret_and_its_mailbox(acme, box, door) -> None:
    there = door("postmark")
    said, before = json.dumps({"RawEmail": mail().decode()}).encode(), basic(secret_of(there))
    change_secret(there, by=acme.admin, now=NOW)
    assert post(there, said, "application/json", **before).status_code == 403
    after = basic(secret_of(there))
    Mailbox.objects.filter(pk=box.pk).update(retired_at=NOW)
    assert post(there, said, "application/json", **after).status_code == 404
    Mailbox.objects.filter(pk=box.pk).update(retired_at=None)
    assert post(there, said, "application/json", **after).status_code == 200
    path = path_of(there)
    remove_hook(there, by=acme.admin, now=NOW)
    assert Client().post(path, said, content_type="application/json", **after).status_code == 404


def test_what_cannot_be_stored_is_asked_for_again(acme, door, monkeypatch) -> None:
    there = door("postmark")
    said, right = json.dumps({"RawEmail": mail().decode()}).encode(), basic(secret_of(there))

    def fails(error: Exception):
        def fail(*_: object, **__: object) -> None:
            raise error

        return fail

    for place, name, error in (
        (keeping, "keep", OSError(28, "No space left on device")),
        (handing, "accept", OperationalError("gone")),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, fails(error))
            answer = post(there, said, "application/json", **right)
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    holding.begin(backup_at=NOW, now=NOW)
    assert post(there, said, "application/json", **right).status_code == 503
    assert stored(acme) == []
    holding.let_go(acme.organization, now=NOW)
    assert post(there, said, "application/json", **right).status_code == 200
    assert len(stored(acme)) == 1
