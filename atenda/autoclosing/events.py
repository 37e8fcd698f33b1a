"""What the log says of cases that close by themselves."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ANNOUNCED = Kind("case.closing_announced", _("The customer was told that the case will be closed unless they answer"))
CLOSED = Kind("case.closed_by_itself", _("Closed by itself: nobody answered. Days of waiting: {name}"))
KEPT = Kind("case.kept_open", _("The customer asked that the case stay open"))
POLICY_CHANGED = Kind("autoclosing.policy_changed", _("{actor} changed which cases close by themselves"))
