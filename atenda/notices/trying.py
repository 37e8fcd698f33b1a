"""Try the own way out of a mailbox, step by step: does it connect, does it sign in, does it take a mail to me?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.mailboxes.models import Mailbox
from atenda.notices import providers, smtp
from atenda.notices.announcing import mail_to
from atenda.notices.composing import Composed, framed
from atenda.notices.envelope import BadAddress, as_bytes, envelope_sender, plain_address
from atenda.notices.models import Audience, Mail, MailServer, MailState, Reason
from atenda.notices.readers import Reader
from atenda.notices.refusals import CopyIsHeld
from atenda.notices.settling import settle
from atenda.server.holding import is_held
from atenda.staff.models import Agent


class Step(TextChoices):
    CONNECTS = "connects", gettext_lazy("Does it connect?")
    SIGNS_IN = "signs_in", gettext_lazy("Does it let us in?")
    TAKES = "takes", gettext_lazy("Does it take a mail to you?")


WRONG = {
    Step.CONNECTS: gettext_lazy(
        "Nothing usable answers there. Look at the name, the port and the security, and whether a firewall lets it out."
    ),
    Step.SIGNS_IN: gettext_lazy(
        "It answers, and does not accept us. Look at the user and the password, or the key, or allow it there again."
    ),
    Step.TAKES: gettext_lazy(
        "It lets us in, and does not take the mail. Mostly it does not let this user write from the address of the "
        "mailbox."
    ),
}


@dataclass(frozen=True)
class Found:
    """One step: `is_right` is None where one did not get so far; `said` are the words of the server."""

    step: Step
    is_right: bool | None
    said: str = ""

    @property
    def advice(self) -> str:
        return str(WRONG[self.step]) if self.is_right is False else ""


@dataclass(frozen=True)
class Trial:
    steps: Sequence[Found]
    mail: Mail

    @property
    def is_right(self) -> bool:
        return all(step.is_right for step in self.steps)


def try_way(server: MailServer, mailbox: Mailbox, *, to: Agent, now: datetime) -> Trial:
    """With a mail to whoever tries it, that stands in the outbox as any other. Raises CopyIsHeld."""
    if is_held():
        raise CopyIsHeld
    mail = _test_mail(mailbox, to, now)
    at, said = Step.CONNECTS, ""
    try:
        conversation = smtp.Conversation(server) if server.is_smtp else providers.Conversation(server)
        at = Step.TAKES
        try:
            said = _hand_over(conversation, server, mail, now)
        finally:
            conversation.end()
    except smtp.NotLetIn as error:
        return _failed(mail, Step.SIGNS_IN, str(error))
    except (smtp.Trouble, smtp.Refused, smtp.Later, smtp.Unsure) as error:
        # a provider is only called with the mail
        return _failed(mail, at if server.is_smtp or not isinstance(error, smtp.Trouble) else Step.CONNECTS, str(error))
    except BadAddress:
        return _failed(mail, Step.TAKES, _("Mail cannot be sent from this address."))
    return _tried(mail, MailState.SENT, Reason.NONE, None, said)


def _test_mail(mailbox: Mailbox, to: Agent, now: datetime) -> Mail:
    """Nobody else takes it up, unless whoever tries is cut off."""
    language = to.identity.language
    reader = Reader(Audience.ADMINISTRATORS, to.name, to.identity.email, language, to)
    with translation.override(language):
        subject = _("It works")
        sentence = _("This mail was sent by your desk to try how the mails of “%(mailbox)s” go out.") % {
            "mailbox": mailbox.name
        }
        composed = Composed(subject, f"{sentence}\n", framed(subject, f"<p>{sentence}</p>", language))
    mail = mail_to(reader, composed, kind="test", now=now)
    mail.mailbox, mail.state, mail.attempts = mailbox, MailState.SENDING, 1
    mail.changed_at = timezone.now()
    mail.save(force_insert=True)
    return mail


def _hand_over(
    conversation: smtp.Conversation | providers.Conversation, server: MailServer, mail: Mail, now: datetime
) -> str:
    message, to = as_bytes(mail, server, now=now), plain_address(mail.address)
    sender = envelope_sender(mail, server)
    if isinstance(conversation, providers.Conversation):
        said, refused = conversation.send([to], message, sender=sender)
        if refused:
            raise smtp.Refused(refused.get(to, ""))
        return said
    return conversation.send(to, message, sender=sender, before_the_words=lambda: True)


def _failed(mail: Mail, step: Step, said: str) -> Trial:
    return _tried(mail, MailState.FAILED, Reason.REFUSED, step, said)


def _tried(mail: Mail, state: MailState, reason: Reason, wrong: Step | None, said: str) -> Trial:
    settle(mail, state, reason, said, timezone.now())
    mail.refresh_from_db(fields=["state", "reason", "answer", "sent_at"])
    return Trial(_steps(wrong, said), mail)


def _steps(wrong: Step | None, said: str) -> list[Found]:
    found: list[Found] = []
    for step in Step:
        if step == wrong:
            found.append(Found(step, False, said))
        elif wrong is not None and any(each.is_right is False for each in found):
            found.append(Found(step, None))
        else:
            found.append(Found(step, True, said if step == Step.TAKES else ""))
    return found
