"""What the log says of notices."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

MAIL_FAILED = Kind("notice.failed", _("A mail about the case could not be delivered"))
SERVER_SET = Kind("mailserver.set", _("{actor} changed the mail server"))
POLICY_CHANGED = Kind("policy.changed", _("{actor} changed who is told what"))
WORDING_CHANGED = Kind("wording.changed", _("{actor} changed the words of a mail"))
