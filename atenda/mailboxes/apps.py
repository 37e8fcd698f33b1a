"""What mailboxes tell other packages when Atenda starts."""

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "atenda.mailboxes"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.history.sight import Subjects, know  # noqa: PLC0415
        from atenda.mailboxes import undoing  # noqa: F401, PLC0415
        from atenda.mailboxes.models import ImapDoor, Mailbox  # noqa: PLC0415
        from atenda.mailboxes.permissions import may_manage_mailboxes  # noqa: PLC0415

        for model in (Mailbox, ImapDoor):
            know(
                Subjects(
                    model,
                    lambda actor, model=model: (  # type: ignore[misc]
                        model.objects.all() if may_manage_mailboxes(actor) else model.objects.none()
                    ),
                )
            )
