"""What the log says of mails that come in."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

FILED = Kind("intake.filed", _("{actor} filed a mail that was held"))
DROPPED = Kind("intake.dropped", _("{actor} dropped a mail that was held"))
RESTORED = Kind("intake.restored", _("{actor} brought a dropped mail back"))
BLOCKED = Kind("intake.blocked", _("{actor} blocked a sender"))
UNBLOCKED = Kind("intake.unblocked", _("{actor} took a sender’s mails again"))
RECOGNISED = Kind("intake.recognised", _("{actor} said that {name} is {other}"))
RIGHT_AGAIN = Kind("address.right_again", _("{actor} said that mail reaches {name} again"))
POLICY_CHANGED = Kind("intake.policy_changed", _("{actor} changed what becomes of mails"))
