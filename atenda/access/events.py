"""What the log says of roles, and of who signs in."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ROLE_CHANGED = Kind("role.changed", _("{actor} changed what this role may do"))
SIGNED_IN = Kind("signin.done", _("{actor} signed in"))
SIGN_IN_REFUSED = Kind("signin.refused", _("Somebody tried to sign in as this person with a wrong password"))
