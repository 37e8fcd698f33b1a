"""What the doors to mails that came in and to mails of cases have in common."""

from __future__ import annotations

from atenda.api import wholes
from atenda.api.explaining import not_there
from atenda.api.shapes.mails import SenderIn
from atenda.customers.models import Contact

ORIGINAL = {
    "responses": {
        200: {
            "description": "The mail as it came, byte for byte.",
            "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


def contact_named(given: SenderIn) -> Contact | None:
    """The one named, or the one it was merged into."""
    if given.contact is None:
        return None
    found: Contact | None = Contact.objects.filter(pk=given.contact).first()
    if found is None:
        raise wholes.wrong(not_there("/contact"))
    survivor: Contact = found.survivor
    return survivor
