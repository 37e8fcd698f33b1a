"""What the log says of customers."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ACCOUNT_CREATED = Kind("account.created", _("{actor} created the account"))
ACCOUNT_EDITED = Kind("account.edited", _("{actor} changed {fields}"))
CONTACT_CREATED = Kind("contact.created", _("{actor} created the contact"))
CONTACT_EDITED = Kind("contact.edited", _("{actor} changed {fields}"))
CONTACT_LINKED = Kind("contact.linked", _("{actor} said where this person works"))
CONTACT_UNLINKED = Kind("contact.unlinked", _("{actor} said that this person no longer works there"))
