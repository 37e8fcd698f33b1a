"""Bounces that are only words: qmail, Exim, Exchange, Domino and the rest, none of which follows RFC 3464 (2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from atenda.intake.reading.shape import Bounce

MOST = 50
LONGEST_REASON = 1_000
FAILED = re.compile(
    r"could(?: not|n't) be delivered|was(?: not|n't) delivered|not be (?:delivered|sent|reached)|undeliver(?:able|ed)"
    r"|unable to deliver|delivery (?:has |to the following recipients? )?failed|failed to deliver|delivery failure"
    r"|did not reach|does not exist|unknown user|user unknown|mailbox (?:is full|unavailable|not found)|delivery error"
    r"|permanent(?:ly)? (?:fatal )?(?:error|fail)|returned (?:mail|to sender)|non[- ]?delivery|rejected your message"
    r"|could not deliver|can(?:no|')t be delivered|no se (?:ha )?(?:pudo|podido) entregar|no ha sido posible entregar"
    r"|no se entreg[oó]|non se puido entregar|non foi posible entregar|n[aã]o (?:foi|p[oô]de) ser? ?entreg"
    r"|n[aã]o foi poss[ií]vel entregar"
    r"|mensaje no entregado|devuelto al remitente|error de entrega|fallo en la entrega",
    re.I,
)
DELAYED = re.compile(
    r"delayed|not yet been delivered|has not been delivered yet|will (?:be retried|continue|keep trying|retry)"
    r"|still trying|warning message only|no need to resend|delay(?:ed)? notification|se reintentar[aá]|retrasad"
    r"|demorad"
    r"|atrasad[oa]|se seguir[aá] intentando|seguirase intentando|tempor(?:ary|arily) (?:fail|defer)",
    re.I,
)
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
CODE = re.compile(r"(?<![\d.@-])([45])(\d)(\d)(?=[ -])")
RETURNED = re.compile(
    r"^[ \t]*(?:-{2,}.{0,10}(?:this is a copy|below this line|original message|returned message|message header"
    r"|copy of (?:the|your)"
    r"|unsent message|mensaje original|mensaxe orixinal|the header).{0,120}"
    r"|.{0,20}(?:original message (?:headers|follows)|headers of the (?:original )?message|"
    r"copy of the (?:original )?message|cabeceras del mensaje|encabezados del mensaje|returned text).{0,80}"
    r"|Return-Path:.{0,300})$",
    re.I | re.M,
)
KNOWN = (  # the last digits of a status, by what the words say; in the order they are asked
    ("1.1", r"no such (?:user|mailbox|person|address|recipient)|unknown (?:user|recipient|local|mailbox"
    r"|address)|user unknown|"
     r"recipient(?: address)? (?:unknown|rejected|not found)|does(?: not|n't) (?:exist"
     r"|have an? (?:\S+ )?account)|not (?:found|listed)"
     r"|invalid (?:recipient|mailbox|address)|no (?:mailbox|account) (?:here )?by that name"
     r"|mailbox (?:unavailable|not found)"
     r"|address not found|no existe|usuario desconocido|unrouteable address|sorry, no mailbox"),
    ("2.2", r"(?:mailbox|quota|storage|inbox|buz[oó]n|almacenamiento).{0,40}(?:full|exceed|over|llen[oa]|lleno"
    r"|superad)|over quota|exceeded .{0,20}quota|too full"),
    ("2.1", r"(?:mailbox|account|user).{0,30}(?:disabled|inactive|suspended|deactivated)"
    r"|cuenta.{0,30}(?:inactiva|desactivada)"),
    ("3.4", r"too (?:large|big)|size (?:limit|exceed)|exceeds.{0,40}size|message size|demasiado grande"),
    ("7.1", r"spam|blocked|blacklist|blocklist|policy|not (?:allowed|authorized|authorised|permitted)"
    r"|access denied|relay(?:ing)? (?:not|denied|access)"
     r"|rejected due|dmarc|reputation|content rejected|prohibid|bloquead"),
    ("1.2", r"(?:host|domain).{0,30}(?:not found|unknown|does not exist)|no such (?:domain|host)"
    r"|domain name not found|dominio.{0,20}no existe|couldn't find any host"),
    ("4.7", r"(?:retry|delivery) time(?:out)? (?:exceeded|expired)|too long|expired|been in the queue|giving up"),
    ("4.1", r"(?:connection|timed).{0,20}(?:refused|out)|no answer from host|can(?:no|')t connect|unreachable"
    r"|wasn't able to establish"),
)  # fmt: skip


def read(text: str, failed: Sequence[str], about: str) -> tuple[Bounce, ...]:
    """The recipients the words name with why; none where nothing in them says that something was not delivered."""
    own = text[: len(text) - len(returned(text))] if returned(text) else text
    if not (FAILED.search(own) or DELAYED.search(own) or failed or re.search(r"qmail-send program", own)):
        return ()
    is_late = bool(DELAYED.search(own)) and not re.search(r"permanent|giv(?:en|ing) up|\b5\.\d\.\d", own, re.I)
    named = list(dict.fromkeys([*failed, *_recipients(own)]))[:MOST]
    return tuple(_bounce(own, one, about, is_late=is_late) for one in named or [""])


def returned(text: str) -> str:
    """The mail that came back, where it is pasted under the words; from the line that announces it."""
    found = RETURNED.search(text)
    if found is None:
        found = re.search(r"^[ \t>]*(?:Received: from|Message-ID: ?<)", text, re.I | re.M)
    return text[found.start() :] if found else ""


def status_of(reason: str) -> str:
    """As it is written, by the code of SMTP, or by what the words mean."""
    if found := STATUS.search(reason):
        return found[0]
    code = CODE.search(reason)
    first = code[1] if code else "5"
    known = next((ends for ends, words in KNOWN if re.search(words, reason, re.I)), "")
    if known:
        return f"{first}.{known}"
    return f"{first}.0.0" if code else ""


def _bounce(own: str, recipient: str, about: str, *, is_late: bool) -> Bounce:
    reason = _reason(own, recipient)
    status = status_of(reason) or status_of(own)
    if is_late:
        status = re.sub(r"^5", "4", status) or "4.0.0"
    return Bounce("delayed" if is_late else "failed", status or "5.0.0", reason, recipient, about)


def _recipients(own: str) -> list[str]:
    """Addresses that stand at the beginning of a line, or alone in brackets: others are in the story."""
    found: list[str] = []
    for line in own.splitlines():
        bare = re.sub(
            r"^[\s>*•·-]*(?:(?:to|recipient|address|para|destinatario|final-recipient|failed recipient"
            r"|user)s?\b[^:<\n]{0,20}:)?\s*(?:rfc822;)?\s*",
            "",
            line,
            flags=re.I,
        )
        match = re.match(r"(?:'|\"|<|mailto:)*(" + ADDRESS.pattern + ")", bare)
        if match and not re.match(r"(?:mailer-daemon|postmaster)@", match[1], re.I):
            found.append(_tidy(match[1]))
    if not found:
        found = [
            _tidy(one) for one in ADDRESS.findall(own) if not re.match(r"(?:mailer-daemon|postmaster)@", one, re.I)
        ][:1]
    return list(dict.fromkeys(found))


def _tidy(address: str) -> str:
    local, _at, domain = address.lstrip("'").rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"


def _reason(own: str, recipient: str) -> str:
    """The words after the recipient's line up to an empty one; else the line that says what failed."""
    lines = own.splitlines()
    at = next((n for n, line in enumerate(lines) if recipient and recipient.lower() in line.lower()), None)
    if at is not None:
        rest = lines[at].lower().partition(recipient.lower())[2]
        behind = lines[at][len(lines[at]) - len(rest) :].strip(" >:'\")-(.;,")
        said = [behind] if behind else []
        for line in lines[at + 1 : at + 12]:
            if not line.strip():
                if said:
                    break
                continue
            if said and re.match(r"\s*<?" + ADDRESS.pattern, line):
                break
            said.append(line.strip(" >*"))
        if said:
            return " ".join(" ".join(said).split())[:LONGEST_REASON]
    said_line = next((line for line in lines if STATUS.search(line) or CODE.search(line) or FAILED.search(line)), "")
    return " ".join(said_line.split())[:LONGEST_REASON]
