"""Where the organization's mail goes out: set it, and try it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.announcing import mail_to
from atenda.notices.composing import Composed, framed
from atenda.notices.envelope import BadAddress, plain_address
from atenda.notices.events import SERVER_SET
from atenda.notices.models import Audience, Mail, MailServer, Security
from atenda.notices.readers import Reader
from atenda.notices.refusals import NotAllowedThere, NotAnAddress, NotInTheClear, SampleSendsNothing
from atenda.notices.sealed import seal
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.server import outbound
from atenda.staff.models import Agent

FIELDS = ("host", "port", "security", "username", "from_name", "from_address", "reply_to")


@deed
def set_server(*, password: str, by: Agent, **values: Any) -> MailServer:
    """Keep the settings; an empty password keeps the one there, unless the server or user is another.

    Raises NotAllowedThere, NotInTheClear, NotAnAddress, SampleSendsNothing. The log keeps no password, sealed or not.
    """
    if current_organization().is_sample:
        raise SampleSendsNothing
    _check(values)
    server: MailServer | None = MailServer.objects.select_for_update().filter(mailbox=None).first()
    before = {name: getattr(server, name) for name in FIELDS} if server else None
    server = server or MailServer()
    if before is None or any(before[name] != values[name] for name in ("host", "port", "username")):
        server.password = ""  # a password is for the server it was typed for
    for name in FIELDS:
        setattr(server, name, values[name])
    if password:
        server.password = seal(password)
    server.trouble, server.trouble_since, server.tries, server.retry_at = "", None, 0, None
    server.save()
    record(server, SERVER_SET, by=by, before=before, after={name: values[name] for name in FIELDS})
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))
    return server


@transaction.atomic
def send_test(*, to: Agent, now: datetime) -> Mail:
    """A mail to oneself, by the very way every other goes."""
    language = to.identity.language
    reader = Reader(Audience.ADMINISTRATORS, to.name, to.identity.email, language, to)
    with translation.override(language):
        subject, sentence = _("It works"), _("This mail was sent by your desk to try the mail server.")
        composed = Composed(subject, f"{sentence}\n", framed(subject, f"<p>{sentence}</p>", language))
    mail = mail_to(reader, composed, kind="test", now=now)
    mail.save(force_insert=True)
    MailServer.objects.filter(mailbox=None).update(retry_at=None)
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))
    return mail


def _check(values: dict[str, Any]) -> None:
    try:
        plain_address(values["from_address"])
        if values["reply_to"]:
            plain_address(values["reply_to"])
    except BadAddress as error:
        raise NotAnAddress from error
    check_place(values["host"], values["port"], values["security"])


def check_place(host: str, port: int, security: str) -> None:
    """Looked at now, so that a person hears of it; judged again whenever it is called. Raises NotAllowedThere,
    NotInTheClear."""
    try:
        outbound.judged(host, port, timeout=5)
    except outbound.Forbidden as error:
        raise NotAllowedThere from error
    except outbound.Unknown:
        pass  # the name may come to be known; until then mails wait, and the outbox says why
    if security == Security.NONE and not outbound.is_near(host):
        raise NotInTheClear
