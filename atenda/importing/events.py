"""What the log says of imports. What a row made or changed has the import itself as its cause."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

BEGUN = Kind("import.begun", _("{actor} imported a file: {name}"))
STOPPED = Kind("import.stopped", _("{actor} stopped an import: {name}"))
UNDONE = Kind("import.undone", _("{actor} undid an import: {name}"))

CASE = Kind("case.imported", _("{actor} imported the case: {other}"), is_part=True, has_cause=True)
ACCOUNT = Kind("account.imported", _("{actor} imported the account: {other}"), is_part=True, has_cause=True)
CONTACT = Kind("contact.imported", _("{actor} imported the contact: {other}"), is_part=True, has_cause=True)
CONTACT_LINKED = Kind(
    "contact.link_imported", _("{actor} imported where the contact works"), is_part=True, has_cause=True
)

CASE_EDITED = Kind("case.edited_by_import", _("{actor} imported changes: {fields}"), is_part=True, has_cause=True)
CASE_ASSIGNED = Kind(
    "case.assigned_by_import", _("{actor} imported who works on the case"), is_part=True, has_cause=True
)
CASE_MOVED = Kind("case.moved_by_import", _("{actor} imported a change of state"), is_part=True, has_cause=True)
CUSTOMER_EDITED = Kind(
    "customer.edited_by_import", _("{actor} imported changes: {fields}"), is_part=True, has_cause=True
)
CASE_TAKEN_BACK = Kind(
    "case.import_undone", _("{actor} undid the import of this case: it is in the bin"), is_part=True, has_cause=True
)
CUSTOMER_TAKEN_BACK = Kind(
    "customer.import_undone", _("{actor} undid the import of this customer"), is_part=True, has_cause=True
)
NOTE_TAKEN_BACK = Kind("note.import_undone", _("{actor} undid the import of a note"), is_part=True, has_cause=True)
