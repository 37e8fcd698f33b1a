"""What happens to tokens."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

TOKEN_MADE = Kind("token.made", _("{actor} created an API token"))
TOKEN_REVOKED = Kind("token.revoked", _("{actor} revoked an API token"))
