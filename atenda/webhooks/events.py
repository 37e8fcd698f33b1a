"""What the log says of webhooks."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ADDED = Kind("webhook.added", _("{actor} added the webhook “{name}”"))
CHANGED = Kind("webhook.changed", _("{actor} changed the webhook “{name}”"))
PAUSED = Kind("webhook.paused", _("{actor} paused the webhook “{name}”"))
RESUMED = Kind("webhook.resumed", _("{actor} resumed the webhook “{name}”"))
ROTATED = Kind("webhook.rotated", _("{actor} made a new secret for the webhook “{name}”"))
REMOVED = Kind("webhook.removed", _("{actor} removed the webhook “{name}”"))
RESTORED = Kind("webhook.restored", _("{actor} brought the webhook “{name}” back"))

# for the bell alone: the log says who paused it
DEAD = Kind("webhook.dead", _("The webhook “{name}” could not be delivered to for five days and is paused"))
GONE = Kind("webhook.gone", _("The webhook “{name}” answered that it is gone for good and is paused"))
