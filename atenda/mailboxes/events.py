"""What the log says of mailboxes and their doors."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ADDED = Kind("mailbox.added", _("{actor} added the mailbox “{name}”"))
CHANGED = Kind("mailbox.changed", _("{actor} changed the mailbox “{name}”"))
RETIRED = Kind("mailbox.retired", _("{actor} retired the mailbox “{name}”"))
RESUMED = Kind("mailbox.resumed", _("{actor} brought the mailbox “{name}” back into use"))

IMAP_ADDED = Kind("imap.added", _("{actor} had mail fetched from “{name}”"))
IMAP_CHANGED = Kind("imap.changed", _("{actor} changed how mail is fetched from “{name}”"))
IMAP_PAUSED = Kind("imap.paused", _("{actor} paused fetching mail from “{name}”"))
IMAP_RESUMED = Kind("imap.resumed", _("{actor} resumed fetching mail from “{name}”"))
IMAP_ENDED = Kind("imap.ended", _("{actor} ended fetching mail from “{name}”"))
IMAP_GRANTED = Kind("imap.granted", _("{actor} let Atenda read the mail of “{name}”"))

HOOK_ADDED = Kind("mailbox.hook_added", _("{actor} let {provider} bring mail to “{name}”"))
HOOK_CHANGED = Kind(
    "mailbox.hook_changed", _("{actor} changed the secret with which {provider} brings mail to “{name}”")
)
HOOK_REMOVED = Kind("mailbox.hook_removed", _("{actor} ended that {provider} brings mail to “{name}”"))

DOMAIN_CHECKED = Kind("mailbox.domain_checked", _("{actor} had the domain of “{name}” looked at"))
