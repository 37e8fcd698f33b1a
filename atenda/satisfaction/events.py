"""What the log says of satisfaction."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ASKED = Kind("case.asked_how_it_went", _("The customer was asked how it went"))
RATED = Kind("case.rated", _("The customer rated the case: {name}"))
POLICY_CHANGED = Kind("satisfaction.policy_changed", _("{actor} changed when customers are asked how it went"))
