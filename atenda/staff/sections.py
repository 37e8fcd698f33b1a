"""The sections of the settings: one line each, shown to whoever has the ability."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability


@dataclass(frozen=True)
class Section:
    label: Promise
    says: Promise
    name: str
    icon: str
    ability: Ability


SECTIONS = (
    Section(
        _("People"),
        _("Who works here: invite, change, deactivate. For example, somebody new begins on Monday."),
        "staff:people",
        "users",
        Ability.MANAGE_PEOPLE,
    ),
    Section(
        _("API tokens"),
        _("The keys with which programs come in: whose they are, when they were used. For example, the web shop’s."),
        "api:all-tokens",
        "key",
        Ability.MANAGE_PEOPLE,
    ),
    Section(
        _("Integrations"),
        _("Other programs that come in by themselves, with tokens of their own. For example, the web shop."),
        "api:integrations",
        "robot",
        Ability.MANAGE_PEOPLE,
    ),
    Section(
        _("Teams"),
        _("Who works on what together. For example, Warehouse or Invoicing."),
        "staff:teams",
        "users-group",
        Ability.MANAGE_TEAMS,
    ),
    Section(
        _("Roles"),
        _("What each role may do and which cases it sees. For example, agents see only those of their teams."),
        "access:roles",
        "shield-check",
        Ability.MANAGE_ROLES,
    ),
    Section(
        _("Picklists"),
        _("The states, priorities and categories of cases: words, order and colours."),
        "cases:picklists",
        "list-details",
        Ability.MANAGE_PICKLISTS,
    ),
    Section(
        _("Tags of customers"),
        _("The words customers are grouped by: rename, retire, replace one by another. For example, VIP."),
        "customers:tag-list",
        "tag",
        Ability.MANAGE_PICKLISTS,
    ),
    Section(
        _("Fields of cases"),
        _("Which fields a case has and which must be filled in. For example, a category for every new case."),
        "cases:fields",
        "forms",
        Ability.MANAGE_PICKLISTS,
    ),
    Section(
        _("Moves between states"),
        _("From which state a case goes to which. For example, nobody closes what nobody has begun."),
        "cases:moves",
        "arrows-exchange",
        Ability.MANAGE_PICKLISTS,
    ),
    Section(
        _("Imports"),
        _("Bring accounts, contacts and cases in from files of other programs. For example, from Zendesk."),
        "importing:imports",
        "file-import",
        Ability.IMPORT,
    ),
    Section(
        _("Notices"),
        _(
            "Who is told when a case is created, edited or closed, and in which words. "
            "For example, customers of closing."
        ),
        "notices:policy",
        "bell",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Mailboxes"),
        _("The addresses customers write to, and where their mail is fetched. For example, support@example.com."),
        "mailboxes:mailboxes",
        "inbox",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Mail server"),
        _("The server through which your mail goes out. For example, smtp.example.com."),
        "notices:server",
        "server",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Signatures"),
        _("What stands below mails of whoever has written none. For example, name, position and phone."),
        "signatures:for-others",
        "signature",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Sandbox"),
        _("Try things while no mail reaches customers. For example, before the first day."),
        "notices:sandbox",
        "flask",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("What becomes of mails"),
        _("Who writes for the first time, who answers late, blocked senders. For example, a newsletter."),
        "intake:policy",
        "mail-cog",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Intake rules"),
        _("What a mail says decides what its case is at first. For example, invoices go to Accounting."),
        "intake:rules",
        "filter-cog",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Outbox"),
        _("Every mail Atenda writes and what became of it. For example, one that could not be delivered."),
        "notices:outbox",
        "mail",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Webhooks"),
        _("Other programs that are told what happens, as it happens. For example, your shop of each closed case."),
        "webhooks:endpoints",
        "webhook",
        Ability.MANAGE_WEBHOOKS,
    ),
    Section(
        _("Health"),
        _("How the work behind the pages goes. For example, whether mails wait, and what failed."),
        "notices:health",
        "heartbeat",
        Ability.MANAGE_NOTICES,
    ),
    Section(
        _("Audit log"),
        _("Who changed what of the settings, who signed in, what was taken away. For example, who changed a role."),
        "history:audit",
        "history",
        Ability.SEE_AUDIT,
    ),
    Section(
        _("Archive"),
        _("All that your organization keeps here, in one open file. For example, to move to another server."),
        "archives:archive",
        "package-export",
        Ability.ARCHIVE,
    ),
)
