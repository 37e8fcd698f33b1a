"""What is owed, what goes out, and what each organization and person has chosen about it."""

from atenda.notices.models.customer_links import CustomerLink
from atenda.notices.models.hearing import Following, Notice, Preference, only_bell_for_notes
from atenda.notices.models.kinds import Audience, Channel, Kind
from atenda.notices.models.mails import Mail, MailState, Reason
from atenda.notices.models.news import News
from atenda.notices.models.sandbox import Sandbox
from atenda.notices.models.servers import Carrier, MailServer, Region, Security
from atenda.notices.models.telling import Policy, Wording, everything_on, public_at_first

__all__ = [
    "Audience",
    "Carrier",
    "Channel",
    "CustomerLink",
    "Following",
    "Kind",
    "Mail",
    "MailServer",
    "MailState",
    "News",
    "Notice",
    "Policy",
    "Preference",
    "Reason",
    "Region",
    "Sandbox",
    "Security",
    "Wording",
    "everything_on",
    "only_bell_for_notes",
    "public_at_first",
]
