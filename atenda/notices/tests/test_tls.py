"""Mail to a server whose certificate nobody vouches for waits; it never goes in the clear instead (6.45)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from atenda.notices import smtp
from atenda.notices.models import MailServer, Security
from atenda.notices.tests.postbox import Postbox, free_port

pytestmark = pytest.mark.django_db  # whether anything may leave is asked there


def certificate(folder: Path, *, until: datetime) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=30))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / "server.crt", folder / "server.key"
    crt.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return crt, pem


@contextmanager
def serving(folder: Path, until: datetime) -> Iterator[tuple[Postbox, Path]]:
    crt, pem = certificate(folder, until=until)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(crt, pem)
    box = Postbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=True)
    controller.start()
    try:
        yield box, crt
    finally:
        controller.stop()


@pytest.fixture
def opened_way(settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]


def server(port: int) -> MailServer:
    return MailServer(
        organization_id=1, host="127.0.0.1", port=port, security=Security.STARTTLS, from_address="a@acme.example"
    )


def test_a_certificate_nobody_vouches_for_stops_everything(tmp_path: Path, opened_way: None) -> None:
    with serving(tmp_path, datetime.now(UTC) + timedelta(days=9)) as (box, _crt):
        with pytest.raises(smtp.Trouble, match="self-signed certificate"):
            smtp.Conversation(server(box.port))
        assert box.arrived == []


@pytest.mark.parametrize(("days", "said"), [(9, ""), (-1, "expired")])
def test_a_certificate_counts_until_it_expires(
    tmp_path: Path, opened_way: None, monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    with serving(tmp_path, datetime.now(UTC) + timedelta(days=days)) as (box, crt):
        trusting = ssl.create_default_context(cafile=str(crt))
        monkeypatch.setattr(smtp.ssl, "create_default_context", lambda: trusting)
        if said:
            with pytest.raises(smtp.Trouble, match=said):
                smtp.Conversation(server(box.port))
            return
        conversation = smtp.Conversation(server(box.port))
        conversation.send("x@cliente.example", b"Subject: Ola\n\nOla\n", sender="a@a.example", before_the_words=yes)
        conversation.end()
        assert [one["Subject"] for one in box.arrived] == ["Ola"]


def yes() -> bool:
    return True
