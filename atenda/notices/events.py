"""What the log says of notices."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

MAIL_FAILED = Kind("notice.failed", _("A mail about the case could not be delivered"))
KEPT_QUIET = Kind("notice.kept_quiet", _("Not told: {actor} saved it without telling anybody"))
SERVER_SET = Kind("mailserver.set", _("{actor} changed the mail server"))
WAY_SET = Kind("mailserver.own_set", _("{actor} changed how the mails of “{name}” go out"))
WAY_GRANTED = Kind("mailserver.own_granted", _("{actor} let Atenda send the mails of “{name}”"))
WAY_ENDED = Kind("mailserver.own_ended", _("{actor} had the mails of “{name}” go out as all others do"))
SANDBOX_SET = Kind("sandbox.set", _("{actor} changed whether mails reach customers"))
POLICY_CHANGED = Kind("policy.changed", _("{actor} changed who is told what"))
FOLLOWED = Kind("case.followed", _("{actor} follows a case"))
MUTED = Kind("case.muted", _("{actor} wants to be told nothing more of a case"))
HEARD_AS_USUAL = Kind("case.heard_as_usual", _("{actor} is told of a case as everybody is"))
WORDING_CHANGED = Kind("wording.changed", _("{actor} changed the words of a mail"))
LINK_MADE = Kind("customerlink.made", _("{actor} made a link to the case for the customer"))
LINK_REVOKED = Kind("customerlink.revoked", _("{actor} ended the customer’s link to the case"))
LINKS_REVOKED = Kind("policy.links_ended", _("{actor} ended the links of all customers"))
MENTIONED = Kind("note.mentioned", _("{actor} mentioned you"))  # for the bell alone: the log says who wrote what
