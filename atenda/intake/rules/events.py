"""What the log says of rules of mails."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ADDED = Kind("intakerule.added", _("{actor} added the intake rule “{name}”"))
CHANGED = Kind("intakerule.changed", _("{actor} changed the intake rule “{name}”"))
SWITCHED_ON = Kind("intakerule.switched_on", _("{actor} switched the intake rule “{name}” on"))
SWITCHED_OFF = Kind("intakerule.switched_off", _("{actor} switched the intake rule “{name}” off"))
ORDERED = Kind("intakerule.ordered", _("{actor} put the intake rules in another order"))
REMOVED = Kind("intakerule.removed", _("{actor} removed the intake rule “{name}”"))
RESTORED = Kind("intakerule.restored", _("{actor} brought the intake rule “{name}” back"))
