"""The people who knock at every door, the things they ask for, and the doors there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from atenda.access import links
from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Purpose, Role
from atenda.api.tokens import make as make_token
from atenda.cases.models import Case, Category
from atenda.conversations.enclosing import pictures_wait_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.noting import note
from atenda.conversations.receiving import Enclosed, receive
from atenda.conversations.showing.picture_addresses import address_of_file
from atenda.conversations.tests.sides import asked
from atenda.customers import tags
from atenda.exporting import places
from atenda.exporting.models import Export
from atenda.files import storage
from atenda.files.attaching import put_down
from atenda.files.models import Attachment, Preview
from atenda.importing import receiving
from atenda.intake.blocking import block
from atenda.intake.models import DeadAddress, End, Why
from atenda.intake.rules.managing import add_rule
from atenda.intake.rules.vocabulary import condition_of
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.macros.macros import add as add_macro
from atenda.macros.replies import add as add_reply
from atenda.mailboxes.hooks import add_hook
from atenda.mailboxes.models import HookDoor, ImapDoor, Mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.customer_links import way_to
from atenda.notices.models import Mail, MailServer, Notice
from atenda.notices.unsubscribing import address_for
from atenda.organizations.entering import inside
from atenda.satisfaction.addresses import token_of
from atenda.satisfaction.models import Survey
from atenda.staff import integrations
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.redelivering import send_test
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.running import begin, carry_on
from atenda.worklists.question import Question
from atenda.worklists.saving import save

NEVER_MADE = 987_654
_NUMBERS = count(1)
PICTURE = b"\x89PNG\r\n\x1a\n and some more"
VARIES = re.compile(r"nonce[-=][\w'\"-]+|\b\w{64}\b|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d+")

# What an address names: by kind of thing, by whose it is, the values of its parameters.
Things = dict[str, dict[str, dict[str, Any]]]


@dataclass
class Stage:
    """Two organizations, each with things of every kind that an address can name."""

    acme: Cast
    other: Cast
    things: Things

    @contextmanager
    def as_(self, person: str) -> Iterator[Visit]:
        """What is done as this person is undone after."""
        with transaction.atomic():
            if person == "restricted":
                Role.objects.filter(kind=RoleKind.AGENT).update(sees=Sees.OWN)
            yield self.visit(person)
            transaction.set_rollback(True)

    def visit(self, person: str) -> Visit:
        actor = self._actor(person)
        return Visit().as_(actor) if actor else Visit()

    def _actor(self, person: str) -> Agent | None:
        match person:
            case "nobody":
                return None
            case "stranger":
                return self.other.agent
            case "restricted":
                return self.acme.agent
        found: Agent = getattr(self.acme, person)
        return found

    def address(self, route: str, thing: str = "", whose: str = "own") -> str:
        """Where a route leads, for that thing."""
        kwargs = dict(self.things[thing][whose]) if thing else {}
        if ":" in route:
            kwargs["organization"] = self.acme.organization.slug
        return reverse(route, kwargs=kwargs)


def set_stage(acme: Cast, other: Cast) -> Stage:
    """Of every kind: one of ours, one hidden from the restricted agent, one of the others, one that never was."""
    mine = make.case("A miña", responsible=acme.agent, by=acme.agent)
    hidden = make.case("A doutra", responsible=acme.colleague, by=acme.colleague)
    theirs = _theirs(other)
    mine_file, theirs_file = _a_picture(acme, mine), _a_picture(other, theirs)
    _a_picture(acme, hidden)
    token = links.make(acme.colleague.identity, acme.organization, Purpose.RESET, now=timezone.now())
    things: Things = {
        "case": _things("number", mine.folio, theirs.folio, hidden.folio),
        "account": _things("pk", acme.account.pk, other.account.pk),
        "contact": _things("pk", acme.customer.pk, other.customer.pk),
        "person": _things("pk", acme.colleague.pk, other.colleague.pk),
        "team": _things("pk", acme.team.pk, other.team.pk),
        "role": {"own": {"role": "agent"}, "absent": {"role": "secrets"}},
        "kind": {"own": {"kind": "states"}, "absent": {"kind": "secrets"}},
        "value": _things("pk", _a_category(acme), _a_category(other), kind="categories"),
        "employment": _things("pk", acme.customer.pk, other.customer.pk, account=acme.account.pk),
        "tag": _things("pk", _a_tag(acme), _a_tag(other)),
        "file": _things("pk", mine_file, theirs_file, number=mine.folio),
        "picture": _things("pk", mine_file, theirs_file, number=mine.folio, page=0),
        "note": _things("pk", _a_note(acme, mine), _a_note(other, theirs), number=mine.folio),
        "message": _things("pk", _a_message(acme, mine)[0], _a_message(other, theirs)[0], number=mine.folio),
        "side": _things("pk", _a_side(acme, mine), _a_side(other, theirs), number=mine.folio),
        "seal": {"own": {"token": _a_message(acme, mine)[1]}, "absent": {"token": "x" * 43}},
        "field": _things("number", mine.folio, theirs.folio, field="priority"),
        "deed": {"own": {"deed": "priority"}, "absent": {"deed": "secrets"}},
        "many": _things("pk", _on_many(acme, mine), _on_many(other, theirs)),
        "list": {"own": {"what": "cases"}, "absent": {"what": "secrets"}},
        "export": _things("pk", _an_export(acme), _an_export(other)),
        "form": {"own": {"submission": uuid4()}},
        "upload": _things("pk", _an_upload(acme, mine), _an_upload(other, theirs)),
        "drawing": _things("pk", _a_drawing(acme, mine), _a_drawing(other, theirs), number=mine.folio),
        "line": _things("pk", _a_line(acme.agent, mine), _a_line(other.agent, theirs)),
        "job": _things("pk", _a_failed_job(acme), _a_failed_job(other)),
        "wording": {
            "own": {"which": "customer-opened", "language": "gl"},
            "absent": {"which": "secrets", "language": "xx"},
        },
        "mail": _things("pk", _a_mail(acme, mine), _a_mail(other, theirs)),
        "mailbox": _things("pk", _a_mailbox(acme)[0], _a_mailbox(other)[0]),
        "imap": _things("pk", _a_mailbox(acme)[1], _a_mailbox(other)[1]),
        "webhook": _things("pk", _a_webhook(acme)[0], _a_webhook(other)[0]),
        "delivery": _things("pk", _a_webhook(acme)[1], _a_webhook(other)[1]),
        "hook": _things("pk", _a_hook(acme).pk, _a_hook(other).pk),
        "hookaddress": {
            "own": _hook_address(acme),
            "absent": {**_hook_address(acme), "secret": "x" * 43},
        },
        "customers": {"own": {"token": _customers_way(acme, mine)}, "absent": {"token": f"1.1.{'x' * 43}"}},
        "customersfile": _customers_file(acme, mine),
        "customersrating": {"own": {"token": _a_rating(acme, mine)}, "absent": {"token": f"1.1.{'x' * 43}"}},
        "wishes": {"own": {"token": _wishes_of(acme)}, "absent": {"token": "x" * 43}},
        "view": _things("pk", _a_view(acme), _a_view(other)),
        "rawmail": _things("pk", _a_raw_mail(acme), _a_raw_mail(other)),
        "deadaddress": _things("pk", _a_dead_address(acme), _a_dead_address(other)),
        "arrival": _things("pk", _an_arrival(acme, mine), _an_arrival(other, theirs), number=mine.folio),
        "rule": _things("pk", _a_rule(acme), _a_rule(other)),
        "reply": _things("pk", _a_quick_reply(acme), _a_quick_reply(other)),
        "macro": _things("pk", _a_macro(acme), _a_macro(other)),
        "picked": _things("pk", _a_quick_reply(acme), _a_quick_reply(other), number=mine.folio),
        "run": _things("pk", _a_macro(acme), _a_macro(other), number=mine.folio),
        "block": _things("pk", _a_block(acme), _a_block(other)),
        "token": _things("pk", _a_token(acme), _a_token(other)),
        "integration": _things("pk", _an_integration(acme), _an_integration(other)),
        "import": _things("pk", _an_import(acme), _an_import(other)),
        "link": {"own": {"token": token}, "absent": {"token": "x" * 43}},
    }
    return Stage(acme, other, things)


def _theirs(other: Cast) -> Case:
    """A case of the other organization whose folio is not taken in ours."""
    with inside(other.organization):
        return [make.case(f"Allea {number}", by=other.agent) for number in range(5)][-1]


def _a_picture(cast: Cast, case: Case) -> int:
    """A file of the agent's with a picture drawn of it."""
    with inside(cast.organization):
        file = make.file(case, PICTURE, "foto.png", by=cast.agent)
        file.content.pages, file.content.preview = 1, Preview.READY
        file.content.save(update_fields=["pages", "preview"])
        for page in (0, 1):
            storage.page_of(file.content, page).write_bytes(b"drawn")
        return file.pk


def _an_upload(cast: Cast, case: Case) -> int:
    with inside(cast.organization):
        return put_down(make.received(), by=cast.agent, now=NOW, case=case).pk


def _a_drawing(cast: Cast, case: Case) -> int:
    """A picture that waits in the words of a mail."""
    with inside(cast.organization):
        waits = pictures_wait_in(case)
        return put_down(make.received(PICTURE, "foto.png"), by=cast.agent, now=NOW, submission=waits).pk


def _a_mail(cast: Cast, case: Case) -> int:
    """The first of the mails about a case."""
    with inside(cast.organization):
        tell_case(case.pk, now=timezone.now())
        first: int = Mail.objects.filter(case=case).order_by("pk").values_list("pk", flat=True)[0]
        return first


def _a_raw_mail(cast: Cast) -> int:
    """One that is held; its bytes are not on the disk."""
    with inside(cast.organization):
        mailbox = a_mailbox(f"soporte@{cast.organization.slug}.example")
        held = a_raw(mailbox, 1, end=End.HELD, ended_at=NOW, subject="Retido")
        return held.pk


def _a_dead_address(cast: Cast) -> int:
    with inside(cast.organization):
        return DeadAddress.objects.create(address="uxia@cliente.example", reason="550 5.1.1 unknown", at=NOW).pk


def _an_arrival(cast: Cast, case: Case) -> int:
    """A mail that was filed in a case."""
    with inside(cast.organization):
        mailbox = a_mailbox(f"correo@{cast.organization.slug}.example")
        message = Message(case=case, direction=Direction.IN, mailbox=mailbox, sender_address="uxia@x.example", at=NOW)
        message.save(force_insert=True)
        a_raw(mailbox, 2, end=End.FILED, why=Why.ANSWERED, ended_at=NOW, case=case, message=message)
        return message.pk


def _a_rule(cast: Cast) -> int:
    with inside(cast.organization):
        asked = [condition_of("subject", "has", ["factura"])]
        return add_rule(name="Facturas", conditions=asked, gives={}, ends="hold", by=cast.admin, now=NOW).pk


def _a_quick_reply(cast: Cast) -> int:
    """Of a team the agent belongs to."""
    with inside(cast.organization):
        said = {"texts": {"es": "Hola, {{cliente}}.", "gl": "Ola."}, "reach": "team", "team": cast.team}
        return add_reply(name="Recibido", by=cast.supervisor, now=NOW, **said).pk


def _a_macro(cast: Cast) -> int:
    with inside(cast.organization):
        said = {"reach": "team", "team": cast.team}
        return add_macro(name="Collo eu", does={"responsible": "me"}, **said, by=cast.supervisor, now=NOW).pk


def _a_block(cast: Cast) -> int:
    with inside(cast.organization):
        return block("@spam.example", by=cast.admin, now=NOW).pk


def _a_mailbox(cast: Cast) -> tuple[int, int]:
    """An address of theirs, and a server its mail is fetched from; nothing answers there."""
    number, where = next(_NUMBERS), {"host": "127.0.0.1", "port": 1, "security": "none"}
    with inside(cast.organization):
        box = Mailbox.objects.create(name=f"Soporte {number}", language="gl", created_at=NOW)
        door = ImapDoor.objects.create(mailbox=box, username=f"soporte{number}", since=NOW.date(), secret="x", **where)
        MailServer.objects.create(mailbox=box, **where)  # and one its mail goes out by
        return box.pk, door.pk


def _a_hook(cast: Cast) -> HookDoor:
    """A provider that brings mails; the same each time."""
    with inside(cast.organization):
        found: HookDoor | None = HookDoor.objects.order_by("pk").first()
        mailbox = Mailbox.objects.order_by("pk").first()
        assert mailbox is not None
        return found or add_hook(mailbox, provider="postmark", by=cast.admin, now=NOW)


def _hook_address(cast: Cast) -> dict[str, Any]:
    return {"organization_id": cast.organization.pk, "secret": _a_hook(cast).path}


def _a_webhook(cast: Cast) -> tuple[int, int]:
    """Another program that is told, and what it was told."""
    with inside(cast.organization):
        webhook, _secret = add_endpoint(url="https://93.184.215.14/", kinds=["note.added"], by=cast.admin, now=NOW)
        return webhook.pk, send_test(webhook, now=NOW).pk


def _wishes_of(cast: Cast) -> str:
    """The sealed way from a mail to what its reader wants to be told."""
    with inside(cast.organization):
        return address_for(cast.colleague.pk).rstrip("/").rpartition("/")[2]


def _customers_way(cast: Cast, case: Case) -> str:
    """The sealed way from a mail to the customer's page of their case."""
    with inside(cast.organization):
        return way_to(case, cast.customer, now=timezone.now()).rstrip("/").rpartition("/")[2]


def _a_rating(cast: Cast, case: Case) -> str:
    """The sealed way from a mail to where its customer rates."""
    now = timezone.now()
    with inside(cast.organization):
        survey = Survey(
            case=case, closed_at=now, contact=cast.customer, nonce="x", asked_at=now, expires_at=now + timedelta(days=9)
        )
        survey.save(force_insert=True)
        return token_of(survey)


def _customers_file(cast: Cast, case: Case) -> dict[str, dict[str, Any]]:
    """A file of a mail of theirs, which stands on their page."""
    token = _customers_way(cast, case)
    with inside(cast.organization):
        mail = Message(
            direction=Direction.IN, contact=cast.customer, sender_name="Uxía", text="Velaí vai", at=timezone.now()
        )
        receive(case, mail, files=[Enclosed(make.received(PICTURE, "b.png"))], now=timezone.now())
        file = Attachment.objects.get(message=mail).pk
    return {"own": {"token": token, "pk": file}, "absent": {"token": token, "pk": NEVER_MADE}}


def _a_note(cast: Cast, case: Case) -> int:
    """A note the agent may still change."""
    with inside(cast.organization):
        written = note(case, body="Chamou outra vez", by=cast.agent, now=timezone.now())
        return written.pk


def _a_message(cast: Cast, case: Case) -> tuple[int, str]:
    """A mail with a picture in it, and the sealed address of the picture."""
    with inside(cast.organization):
        mail = Message(
            direction=Direction.IN,
            sender_address="uxia@faro.example",
            text="Mirade",
            html='<p>Mirade <img src="cid:a"></p>',
            at=timezone.now(),
        )
        receive(case, mail, files=[Enclosed(make.received(PICTURE, "a.png"), "a")], now=timezone.now())
        file = Attachment.objects.get(message=mail)
        return mail.pk, address_of_file(mail, file.pk).rstrip("/").rpartition("/")[2]


def _a_side(cast: Cast, case: Case) -> int:
    """A third party who was asked."""
    with inside(cast.organization):
        return int(asked(case, by=cast.agent).side_id)


def _a_failed_job(cast: Cast) -> int:
    """Work of this organization that failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('reactions', 'a job', jsonb_build_object('organization_id', %s::bigint), 'failed') RETURNING id",
            [cast.organization.pk],
        )
        return int(cursor.fetchone()[0])


def _a_line(agent: Agent, case: Case) -> int:
    """A line behind the agent's bell."""
    with inside(case.organization):
        line = Notice.objects.create(agent=agent, case=case, kind="edited", at=NOW)
        return int(line.pk)


def _on_many(cast: Cast, case: Case) -> int:
    """A deed on many cases, of the agent."""
    with inside(cast.organization):
        asked, chosen = {"deed": "priority", "to": cast.priority("Alta").pk}, Chosen(Question(), (case.folio,))
        bulk = begin(asked, chosen, key=uuid4(), by=cast.agent, now=NOW)
        carry_on(bulk, until_done=True)
        return int(bulk.pk)


def _an_export(cast: Cast) -> int:
    """A file that is ready, of the administrator."""
    with inside(cast.organization):
        now = timezone.now()
        ready = {"stage": "ready", "file": "1.csv", "expires_at": now + timedelta(days=1), "asked_at": now}
        export = Export.objects.create(by=cast.admin, key=uuid4(), what="cases", form="csv", title="Todos", **ready)
        places.path_of(export).parent.mkdir(parents=True, exist_ok=True)
        places.path_of(export).write_bytes(b"1")
        return int(export.pk)


def _an_integration(cast: Cast) -> int:
    with inside(cast.organization):
        return integrations.add("Tenda", role=cast.agent.role, by=cast.admin, now=NOW).pk


def _a_token(cast: Cast) -> int:
    """A token of the agent's."""
    with inside(cast.organization):
        return make_token(cast.agent, name="Tenda", scopes=["cases:read"], by=cast.agent, now=timezone.now())[0].pk


def _an_import(cast: Cast) -> int:
    """A file that waits to be checked, in which no column is what an account must have."""
    with inside(cast.organization):
        incoming = storage.Incoming()
        incoming.write(b"A;B\n1;2\n")
        incoming.finish()
        bringing = receiving.receive(
            incoming.path, name="a.csv", what="accounts", source="spreadsheet", key=uuid4(), by=cast.admin, now=NOW
        )
        receiving.read(bringing)
        return int(bringing.pk)


def _a_tag(cast: Cast) -> int:
    """A tag of customers."""
    with inside(cast.organization):
        return tags.ids_of(["VIP"])[0]


def _a_view(cast: Cast) -> int:
    """A view of the list that everybody sees."""
    with inside(cast.organization):
        return save(name="Urxentes", reach="all", asked={"view": "all"}, by=cast.admin).pk


def _a_category(cast: Cast) -> int:
    with inside(cast.organization):
        first: int = Category.objects.order_by("pk").values_list("pk", flat=True)[0]
        return first


def _things(name: str, own: Any, foreign: Any, hidden: Any = None, **same: Any) -> dict[str, dict[str, Any]]:
    ids = {"own": own, "hidden": hidden, "foreign": foreign, "absent": NEVER_MADE}
    return {whose: {name: value, **same} for whose, value in ids.items() if value is not None}


def without_numbers(answer: HttpResponse) -> tuple[int, str, dict[str, str]]:
    """The answer but for ids and what is new each time."""
    headers = {name: VARIES.sub("·", value) for name, value in answer.headers.items()}
    return answer.status_code, VARIES.sub("·", answer.content.decode()), headers


def routes() -> dict[str, URLPattern]:
    """Every door of the product by its name; a nameless one by its pattern."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern
