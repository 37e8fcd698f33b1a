"""Providers on loopback that keep to their published protocols: Mailgun, Postmark, SendGrid and Brevo take mails by
HTTP, each in its own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

KEY = "the-key"


@dataclass
class Taken:
    """One mail as a provider understood it."""

    path: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    sender: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    files: list[str] = field(default_factory=list)


@dataclass
class Provider:
    """What it took, and how the next requests are answered: a status with words, `hang up`, or as it should."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    asked: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        name = next(each for each in SPEAK if PATHS[each] in path)
        if KEY not in _shown(headers):
            return 401, b'{"message": "Forbidden"}'
        self.taken.append(SPEAK[name](path, headers, body))
        status, words = ANSWERS[name]
        return status, words % {b"to": ", ".join(self.taken[-1].to).encode()}


def _shown(headers: dict[str, str]) -> str:
    """What whoever asks signs in with."""
    import base64

    basic = headers.get("authorization", "")
    shown = base64.b64decode(basic[6:]).decode() if basic.startswith("Basic ") else basic
    return " ".join([shown, headers.get("x-postmark-server-token", ""), headers.get("api-key", "")])


def _mailgun(path: str, headers: dict[str, str], body: bytes) -> Taken:
    values: dict[str, list[str]] = {}
    files = []
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    if "multipart" in headers["content-type"]:
        for part in message_from_bytes(head + body, policy=default).iter_parts():  # type: ignore[attr-defined]
            name = part.get_param("name", header="content-disposition")
            if part.get_filename():
                files.append(part.get_filename())
            else:
                values.setdefault(name, []).append(part.get_payload(decode=True).decode())
    else:
        from urllib.parse import parse_qs

        values = parse_qs(body.decode())
    headed = {name[2:]: each[0] for name, each in values.items() if name.startswith("h:")}

    def people(name: str) -> list[str]:
        return [one for line in values.get(name, []) for one in line.split(", ") if one]

    one = {name: values.get(name, [""])[0] for name in ("from", "subject", "text", "html")}
    return Taken(
        path,
        people("to"),
        people("cc"),
        people("bcc"),
        one["from"],
        one["subject"],
        one["text"],
        one["html"],
        headed,
        files,
    )


def _postmark(path: str, headers: dict[str, str], body: bytes) -> Taken:
    said = json.loads(body)
    headed = {each["Name"]: each["Value"] for each in said.get("Headers", [])}
    people = [[one for one in said.get(name, "").split(", ") if one] for name in ("To", "Cc", "Bcc")]
    files = [each["Name"] for each in said.get("Attachments", [])]
    return Taken(
        path, *people, said["From"], said["Subject"], said["TextBody"], said.get("HtmlBody", ""), headed, files
    )


def _sendgrid(path: str, headers: dict[str, str], body: bytes) -> Taken:
    said = json.loads(body)
    (to,) = said["personalizations"]
    people = [[each["email"] for each in to.get(name, [])] for name in ("to", "cc", "bcc")]
    words = {each["type"]: each["value"] for each in said["content"]}
    headed = {**said.get("headers", {}), **to.get("headers", {})}
    files = [each["filename"] for each in said.get("attachments", [])]
    subject = said.get("subject") or to.get("subject", "")
    return Taken(
        path, *people, said["from"]["email"], subject, words["text/plain"], words.get("text/html", ""), headed, files
    )


def _brevo(path: str, headers: dict[str, str], body: bytes) -> Taken:
    said = json.loads(body)
    people = [[each["email"] for each in said.get(name, [])] for name in ("to", "cc", "bcc")]
    files = [each["name"] for each in said.get("attachment", [])]
    return Taken(
        path,
        *people,
        said["sender"]["email"],
        said["subject"],
        said["textContent"],
        said.get("htmlContent", ""),
        said.get("headers", {}),
        files,
    )


SPEAK = {"mailgun": _mailgun, "postmark": _postmark, "sendgrid": _sendgrid, "brevo": _brevo}
PATHS = {"mailgun": "/messages", "postmark": "/email", "sendgrid": "/mail/send", "brevo": "/smtp/email"}
# that of Brevo ends as that of Postmark does
SPEAK = {name: SPEAK[name] for name in ("mailgun", "sendgrid", "brevo", "postmark")}
ANSWERS = {
    "mailgun": (200, b'{"id": "<1@mailgun>", "message": "Queued. Thank you."}'),
    "postmark": (200, b'{"To": "%(to)s", "MessageID": "p-1", "ErrorCode": 0, "Message": "OK", "SubmittedAt": "x"}'),
    "sendgrid": (202, b""),
    "brevo": (201, b'{"messageId": "<1@brevo>"}'),
}


@contextmanager
def providing() -> Iterator[Provider]:
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            provider.asked += 1
            planned = provider.answers.pop(0) if provider.answers else None
            if planned == "hang up":
                self.connection.close()
                self.close_connection = True
                return
            lower = {name.lower(): value for name, value in self.headers.items()}
            status, words = planned or provider.answer(self.path, lower, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
