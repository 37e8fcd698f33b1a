"""What the log says of conversations."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

NOTED = Kind("note.added", _("{actor} wrote a note"))
IMPORTED = Kind("note.imported", _("{actor} imported a note"), is_part=True, has_cause=True)
NOTE_EDITED = Kind("note.edited", _("{actor} changed a note"))
NOTE_REMOVED = Kind("note.removed", _("{actor} removed a note"))
NOTE_RESTORED = Kind("note.restored", _("{actor} brought a note back"))
RECEIVED = Kind("message.received", _("A mail came in"))
CAME_BY_MACHINE = Kind("message.automatic", _("A mail came in that a machine wrote"))
SENT = Kind("message.sent", _("{actor} wrote to the customer"))
TAKEN_BACK = Kind("message.taken_back", _("{actor} took back a mail before it left"))
CALLED_OFF = Kind("message.called_off", _("A mail that was to leave later stays here: the customer wrote first"))
HASTENED = Kind("message.hastened", _("{actor} sent at once a mail that was to leave later"))
UNDELIVERED = Kind("message.undelivered", _("A mail did not arrive"))
SPLIT = Kind("message.split", _("{actor} made case {other} of a mail"))
NOTE_SPLIT = Kind("note.split", _("{actor} made case {other} of a note"))
BEGAN = Kind("message.began", _("{actor} made this case of a mail of case {other}"))
NOTE_BEGAN = Kind("note.began", _("{actor} made this case of a note of case {other}"))
REJOINED = Kind("message.rejoined", _("{actor} put the mail or note back that case {other} was made of"))

SENT_AGAIN = Kind("message.sent_again", _("{actor} sent a mail again that had not arrived"))

SIDE_OPENED = Kind("side.opened", _("{actor} asked {name} in a side conversation"))
SIDE_SENT = Kind("side.sent", _("{actor} wrote to {name} in a side conversation"))
SIDE_ANSWERED = Kind("side.answered", _("{name} answered in a side conversation"))
SIDE_BY_MACHINE = Kind("side.automatic", _("A machine of {name} answered in a side conversation"))
SIDE_TAKEN_BACK = Kind("side.taken_back", _("{actor} took back a mail of a side conversation before it left"))
SIDE_FINISHED = Kind("side.finished", _("{actor} finished the side conversation with {name}"))
SIDE_RESUMED = Kind("side.resumed", _("{actor} took up the side conversation with {name} again"))

ASIDE = frozenset({SIDE_OPENED.name, SIDE_SENT.name, SIDE_ANSWERED.name, SIDE_BY_MACHINE.name})  # mails of such a one
MAILS = frozenset({RECEIVED.name, CAME_BY_MACHINE.name, SENT.name, BEGAN.name})  # what a message begins with
WRITTEN = frozenset({NOTED.name, IMPORTED.name, NOTE_BEGAN.name})  # what a note begins with
