"""A list asks the database as often for three rows as for one (hardening 7.26)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.models import Role
from atenda.cases.assignment import assign
from atenda.cases.models import Case, Category
from atenda.conversations.noting import note
from atenda.customers.models import Account, Contact, EmailAddress, PhoneNumber
from atenda.customers.tags import ids_of
from atenda.files.attaching import put_down
from atenda.importing.models import Import
from atenda.intake.rules.managing import add_rule
from atenda.intake.rules.vocabulary import condition_of
from atenda.macros import macros, replies
from atenda.mailboxes.models import ImapDoor, ImapFolder, Mailbox, MailboxAddress
from atenda.notices.announcing import tell_case
from atenda.organizations.revisions import touch
from atenda.staff.models import Team, TeamMembership
from atenda.testing import make
from atenda.testing.cast import NOW, Cast, make_agent, make_customer
from atenda.testing.fixtures import Visit
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Endpoint
from atenda.webhooks.published import KINDS
from atenda.webhooks.spreading import spread

MOST = 100
LISTS = [
    "cases/",
    "cases/?view=all&order=state",
    "cases/?view=all&order=-priority",
    "cases/?view=all&order=created",
    "home/",
    "figures/chart/?view=all&by=category",
    "figures/chart/?view=all&by=assignee",
    "figures/chart/?view=all&by=customer",
    "figures/chart/?view=all&by=created",
    "figures/",
    "figures/bar/",
    "figures/cases/?figure=opened&period=2026-11-02",
    "cases/1/",
    "cases/many/",
    "exports/",
    "exports/new/cases/?view=all",
    "exports/new/contacts/",
    "cases/many/priority/?case=1,2,3",
    "cases/1/quick/",
    "cases/1/quick/responsible/",
    "cases/1/timeline/",
    "settings/audit/",
    "settings/audit/?words=carme&area=people",
    "cases/1/file/",
    "cases/1/print/",
    "cases/1/presence/?looking=1,2,3&writing=4",
    "cases/recent/?folios=1,2,3",
    "cases/next/?from=all.folio.0",
    "cases/1/files/",
    "cases/1/matter/",
    "cases/new/",
    "cases/new/companies/?customer=contact:{contact}",
    "accounts/",
    "accounts/?q=conservas",
    "accounts/{account}/",
    "accounts/{account}/edit/",
    "accounts/{account}/people/?q=uxia",
    "contacts/",
    "contacts/?q=uxia",
    "contacts/?tag=vip&open=1&company={account}",
    "accounts/?town=vigo&language=gl",
    "contacts/{contact}/",
    "contacts/{contact}/edit/",
    "contacts/{contact}/merging/",
    "contacts/{contact}/merging/?q=uxia",
    "contacts/{contact}/merging/?other={another}",
    "contacts/{contact}/companies/?q=conservas",
    "customers/search/?q=conservas",
    "customers/companies/?company=conservas",
    "customers/sharers/?email=uxia@cliente.example",
    "palette/?q=conservas",
    "settings/imports/",
    "settings/people/",
    "settings/people/{agent}/",
    "settings/people/{agent}/deactivation/",
    "settings/teams/",
    "settings/teams/{team}/",
    "settings/roles/",
    "settings/picklists/",
    "settings/customer-tags/",
    "settings/customer-tags/{tag}/",
    "settings/fields/",
    "settings/moves/",
    "me/",
    "bell/",
    "me/notices/",
    "cases/1/mails/",
    "settings/outbox/",
    "settings/health/",
    "settings/notices/words/",
    "settings/mailboxes/",
    "settings/mailboxes/{mailbox}/",
    "settings/mailboxes/{mailbox}/trial/",
    "settings/intake-rules/",
    "settings/intake-rules/new/",
    "quick-replies/",
    "quick-replies/?q=recibido",
    "quick-replies/?retired=1",
    "macros/",
    "cases/1/quick-replies/",
    "cases/1/macros/",
    "settings/webhooks/",
    "settings/webhooks/{webhook}/",
    "settings/webhooks/{webhook}/edit/",
]


def test_three_rows_cost_no_more_questions_than_one(acme: Cast) -> None:
    ids = {"contact": acme.customer.pk, "account": acme.account.pk, "agent": acme.agent.pk, "team": acme.team.pk}
    ids["another"] = make_customer("Uxía Cliente", "Outras Conservas")[1].pk
    ids["tag"] = ids_of(["VIP"])[0]
    ids["webhook"] = a_webhook(acme)[0].pk
    ids["mailbox"] = a_mailbox(0).pk
    visit, addresses = Visit().as_(acme.admin), [acme.url(address.format(**ids)) for address in LISTS]
    add_one(acme, 1)
    for_one = {address: questions(visit, address) for address in addresses}
    add_one(acme, 2)
    add_one(acme, 3)
    for_three = {address: questions(visit, address) for address in addresses}
    assert {address: added for address in addresses if (added := _added(for_one[address], for_three[address]))} == {}
    assert max(map(len, for_three.values())) < MOST


def test_sessions_cost_no_more_questions_than_one(acme: Cast) -> None:
    visit = Visit().as_(acme.agent)
    for_one = questions(visit, "/accounts/sessions/")
    for _ in range(2):
        Visit().as_(acme.agent).get("/")
    assert len(questions(visit, "/accounts/sessions/")) == len(for_one)


def a_mailbox(number: int) -> Mailbox:
    """One with a server its mail is fetched from; each further one gives the first a server and a folder more."""
    box = Mailbox.objects.create(name=f"Soporte {number}", language="gl", created_at=NOW)
    MailboxAddress.objects.create(mailbox=box, address=f"soporte{number}@acme.example", is_main=True)
    first = Mailbox.objects.order_by("pk")[0]
    for each in {first.pk: first, box.pk: box}.values():
        where = {"host": f"imap{number}.example", "username": f"{each.pk}", "since": NOW.date(), "folders": ["INBOX"]}
        door = ImapDoor.objects.create(mailbox=each, **where)
        ImapFolder.objects.create(door=door, name="INBOX")
    return box


def a_webhook(acme: Cast) -> tuple[Endpoint, str]:
    return add_endpoint(url="https://93.184.215.14/", kinds=list(KINDS), by=acme.admin, now=NOW)


def add_one(acme: Cast, number: int) -> None:
    """One more of everything a list may show, and one more of it on what was there."""
    a_webhook(acme)
    a_mailbox(number)
    asked = [condition_of("subject", "has", [f"factura {number}"])]
    category = Category.objects.order_by("pk")[0].pk
    add_rule(name="Facturas", conditions=asked, gives={"category": category}, is_on=True, by=acme.admin, now=NOW)
    words = {"texts": {"es": "Hola."}, "folder": f"A/{number}", "reach": "team", "by": acme.admin, "now": NOW}
    team_of_words = Team.objects.create(name=f"Palabras {number}")
    replies.add(name=f"Recibido {number}", team=team_of_words, **words)
    replies.retire(replies.add(name=f"Recibido vello {number}", team=team_of_words, **words), by=acme.admin, now=NOW)
    own = replies.add(name=f"Recibido meu {number}", texts={"es": "Hola."}, by=acme.admin, now=NOW)
    macros.add(name=f"Macro {number}", does={"reply": own.pk, "responsible": "me"}, by=acme.admin, now=NOW)
    said = {"what": "accounts", "source": "spreadsheet", "stage": "done", "created_at": NOW, "advanced_at": NOW}
    Import.objects.create(by=acme.admin, key=uuid4(), name=f"contas{number}.csv", **said)
    account, contact = make_customer(f"Uxía {number}", f"Conservas {number}")
    own_account, own_contact = Account.objects.get(pk=acme.account.pk), Contact.objects.get(pk=acme.customer.pk)
    for owner in ({"account": own_account}, {"contact": own_contact}):
        EmailAddress.objects.create(**owner, address=f"outra{number}@cliente.example")
        PhoneNumber.objects.create(**owner, number=f"+3498600000{number}", national=f"98600000{number}")
    Contact.objects.filter(pk=contact.pk).update(tag_ids=ids_of([f"Etiqueta {number}", "VIP"]))
    own_contact.companies.create(account=account)
    own_account.people.create(contact=contact)
    agent = make_agent(f"Nova{number} Persoa", Role.objects.get(kind="agent"))
    team = Team.objects.create(name=f"Equipo {number}")
    TeamMembership.objects.create(agent=agent, team=team)
    TeamMembership.objects.create(agent=agent, team=acme.team)
    TeamMembership.objects.create(agent=acme.agent, team=team)
    Category.objects.create(labels={"es": f"Outra {number}", "gl": f"Outra {number}", "en": f"Other {number}"})
    touch()
    for customer in ({"contact": contact, "account": account}, {"contact": own_contact, "account": own_account}):
        make.case(f"Caso {number}", responsible=agent, team=team, category=Category.objects.last(), **customer)
    first = Case.objects.get(folio=1)
    others = [one for one in first_people(first) if one != agent]
    assign(first, responsible=agent, others=others, by=acme.admin, now=NOW)
    make.file(first, f"Ficheiro {number}".encode(), f"f{number}.txt", by=agent)
    upload = put_down(make.received(f"Nota {number}".encode()), by=agent, now=NOW, case=first)
    put_down(make.received(f"Agarda {number}".encode()), by=acme.admin, now=NOW, case=first)
    note(first, files=[upload], body=f"Nota {number}", by=agent, now=NOW)
    tell_case(first.pk, now=NOW + timedelta(days=1))
    spread(NOW)


def first_people(case: Case) -> list[object]:
    return [link.agent for link in case.assignees.select_related("agent")]


def questions(visit: Visit, address: str) -> list[str]:
    """The statements of one visit, once what the process remembers is warm."""
    assert visit.get(address).status_code in (200, 302)
    with CaptureQueriesContext(connection) as captured:
        visit.get(address)
    return [query["sql"] or "a prepared one" for query in captured.captured_queries]


def _added(fewer: list[str], more: list[str]) -> Counter[str]:
    """Statements, but for the values in them, of which there are more than before."""
    return Counter(map(_shape, more)) - Counter(map(_shape, fewer))


VALUE = r"(?:\d+|'(?:[^']|'')*')"


def _shape(statement: str) -> str:
    return re.sub(rf"{VALUE}(, {VALUE})*", "·", statement)
