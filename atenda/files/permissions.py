"""What an agent may do with the files of cases they see. Whoever sees a case sees its files."""

from atenda.access.abilities import Ability
from atenda.files.models import Attachment
from atenda.staff.models import Agent


def may_add_files(actor: Agent) -> bool:
    return actor.can(Ability.ADD_FILES)


def may_remove_file(actor: Agent, attachment: Attachment) -> bool:
    """One's own always, as long as one may add any."""
    return actor.can(Ability.REMOVE_FILES) or (may_add_files(actor) and attachment.added_by_id == actor.pk)


def may_review_files(actor: Agent) -> bool:
    return actor.can(Ability.REVIEW_FILES)
