"""What the log says of customers."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ACCOUNT_CREATED = Kind("account.created", _("{actor} created the account"))
ACCOUNT_EDITED = Kind("account.edited", _("{actor} changed {fields}"))
CONTACT_CREATED = Kind("contact.created", _("{actor} created the contact"))
CONTACT_EDITED = Kind("contact.edited", _("{actor} changed {fields}"))
ACCOUNT_MERGED = Kind("account.merged", _("{actor} merged the record of “{other}” into this one"))
CONTACT_MERGED = Kind("contact.merged", _("{actor} merged the record of “{other}” into this one"))
ACCOUNT_JOINED = Kind("account.joined", _("{actor} merged this record into that of “{other}”"), is_part=True)
CONTACT_JOINED = Kind("contact.joined", _("{actor} merged this record into that of “{other}”"), is_part=True)
ACCOUNT_PARTED = Kind("account.parted", _("{actor} took the merging with “{other}” back"))
CONTACT_PARTED = Kind("contact.parted", _("{actor} took the merging with “{other}” back"))
ACCOUNT_TOLD_APART = Kind("account.told_apart", _("{actor} said that “{other}” is not the same customer"))
CONTACT_TOLD_APART = Kind("contact.told_apart", _("{actor} said that “{other}” is not the same customer"))
ACCOUNT_IS_ANOTHER = Kind("account.is_another", _("{actor} said that “{other}” is not the same customer"), is_part=True)
CONTACT_IS_ANOTHER = Kind("contact.is_another", _("{actor} said that “{other}” is not the same customer"), is_part=True)
ACCOUNT_PROPOSED_AGAIN = Kind("account.proposed_again", _("{actor} took back that “{other}” is not the same customer"))
CONTACT_PROPOSED_AGAIN = Kind("contact.proposed_again", _("{actor} took back that “{other}” is not the same customer"))
CONTACT_LINKED = Kind("contact.linked", _("{actor} said where this person works"))
ACCOUNT_RETAGGED = Kind("account.retagged", _("{actor} replaced a tag wherever it was"), is_part=True)
CONTACT_RETAGGED = Kind("contact.retagged", _("{actor} replaced a tag wherever it was"), is_part=True)
TAG_RENAMED = Kind("customertag.renamed", _("{actor} renamed a tag to “{name}”"))
TAG_RETIRED = Kind("customertag.retired", _("{actor} retired the tag “{name}”"))
TAG_RESTORED = Kind("customertag.restored", _("{actor} brought the tag “{name}” back"))
TAG_REPLACED = Kind("customertag.replaced", _("{actor} replaced the tag “{name}” by “{other}”"))
CONTACT_UNLINKED = Kind("contact.unlinked", _("{actor} said that this person no longer works there"))
