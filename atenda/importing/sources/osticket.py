"""osTicket: the export of a queue of tickets, of users and organizations, and of thread entries from its database."""

LABEL = "osTicket"
COLUMNS = {
    "accounts": {"name": "name", "phone": "phone", "address": "street", "internal notes": "notes"},
    "contacts": {
        "name": "name",
        "full name": "name",
        "email": "email",
        "email address": "email",
        "phone": "phone",
        "phone number": "phone",
        "organization": "company",
        "internal notes": "notes",
    },
    "cases": {
        "ticket number": "external_id",
        "number": "external_id",
        "subject": "reference",
        "from": "contact",
        "user name": "contact",
        "from email": "email",
        "user email": "email",
        "organization": "account",
        "priority": "priority",
        "department": "team",
        "help topic": "category",
        "source": "source",
        "current status": "state",
        "status": "state",
        "agent assigned": "responsible",
        "assigned to": "responsible",
        "team assigned": "team",
        "date created": "created_at",
        "created": "created_at",
        "closed date": "closed_at",
        "closed": "closed_at",
        "last updated": "updated_at",
        "due date": "due_at",
    },
    "notes": {
        "id": "external_id",
        "ticket number": "case",
        "number": "case",
        "poster": "author",
        "body": "body",
        "created": "created_at",
    },
}
STATES = {
    "open": "new",
    "answered": "waiting",
    "resolved": "closed",
    "closed": "closed",
    "archived": "closed",
    "deleted": "cancelled",
}
PRIORITIES = {"emergency": "urgent"}
MONTH_FIRST = True  # its export is American unless somebody changed that
