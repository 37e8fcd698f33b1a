"""What belongs to a side conversation is hidden by default (U17): `Message.objects` knows nothing of it, and whoever
asks for it is named here, with the reason."""

from atenda.conversations.models import Message
from atenda.conversations.tests.sides import asked
from atenda.testing import make
from atenda.testing.cast import Cast
from tests.architecture.packages import PACKAGE, product_files

MAY_ASK = {
    "casefiles/ledger.py": "leaves out of what is handed over what is internal",
    "conversations/forgetting.py": "erases all that was said on a case",
    "conversations/messages.py": "shows colleagues a timeline, by the events of the case",
    "conversations/models.py": "says what the two are",
    "conversations/sides/reading.py": "shows colleagues the side conversations of a case",
    "conversations/sides/quoting.py": "passes on what a colleague reads, and quotes it for them to send",
    "conversations/sides/writing.py": "writes them",
    "conversations/taking_back.py": "takes back any mail a person wrote",
    "conversations/views/sending_again.py": "sends any mail again that did not arrive",
    "conversations/views/showing.py": "shows colleagues a mail as it was written",
    "intake/bouncing.py": "marks any mail that did not arrive",
    "intake/ledger.py": "counts everything that came in",
    "intake/threads.py": "finds what a mail answers",
    "notices/letters.py": "marks any mail that did not arrive",
}


def test_only_these_modules_ask_for_what_belongs_to_side_conversations() -> None:
    asking = {str(path.relative_to(PACKAGE)) for path in product_files() if "with_sides" in path.read_text()}
    assert asking == set(MAY_ASK)


def test_everybody_else_gets_what_passed_between_desk_and_customer(acme: Cast) -> None:
    side = asked(make.case(by=acme.agent), by=acme.agent).side
    assert Message.with_sides.get().side == side
    assert (list(Message.objects.all()), list(Message._default_manager.all())) == ([], [])
