"""What mails that come in tell other packages when Atenda starts."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "atenda.intake"

    def ready(self) -> None:
        # models are not loaded when this module is
        from atenda.customers.neighbours import Neighbour, add  # noqa: PLC0415
        from atenda.history.sight import Subjects, know  # noqa: PLC0415
        from atenda.intake.dead_addresses import shown_with_customer  # noqa: PLC0415
        from atenda.intake.models import Block, Policy, RawMail, Rule  # noqa: PLC0415
        from atenda.intake.permissions import may_change_policy, may_sort_mails  # noqa: PLC0415
        from atenda.intake.rules import undoing  # noqa: F401, PLC0415

        know(Subjects(RawMail, lambda who: RawMail.objects.all() if may_sort_mails(who) else RawMail.objects.none()))
        know(Subjects(Block, lambda who: Block.objects.all() if may_sort_mails(who) else Block.objects.none()))
        know(Subjects(Policy, lambda who: Policy.objects.all() if may_change_policy(who) else Policy.objects.none()))
        know(Subjects(Rule, lambda who: Rule.objects.all() if may_change_policy(who) else Rule.objects.none()))
        add(Neighbour("dead_addresses", "intake/_dead_addresses.html", shown_with_customer, is_first=True))
