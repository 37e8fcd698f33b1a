"""Whether a server of ours took a mail for spam. What servers of others thought of it is nothing to us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from atenda.intake.reading.proof import from_our_servers

SAYS = {
    "x-spam-flag": re.compile(r"\s*yes\b", re.I),
    "x-spam": re.compile(r"\s*(?:yes|true)\b", re.I),
    "x-spam-status": re.compile(r"\s*yes\b", re.I),
    "x-ms-exchange-organization-scl": re.compile(r"\s*[5-9]\b"),
    "x-forefront-antispam-report": re.compile(r".*\bSFV:(?:SPM|SKB|SKS)\b"),
    "x-microsoft-antispam-mailbox-delivery": re.compile(r".*\bdest:J\b"),
    "x-rspamd-action": re.compile(r"\s*(?:add header|rewrite subject|reject)\b", re.I),
}


def is_spam(message: Message, trusted: Sequence[str]) -> bool:
    return any(name in SAYS and SAYS[name].match(said) for name, said in from_our_servers(message, trusted))
