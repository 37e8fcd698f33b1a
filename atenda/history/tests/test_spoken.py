"""Every kind of event in the audit log, as its verb records it, is told in the reader's words: fields and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from atenda.access import links, roles
from atenda.access.abilities import Ability, Sees
from atenda.api import tokens
from atenda.autoclosing.policy import set_policy as set_autoclosing
from atenda.casefiles.downloading import note_download
from atenda.cases import moving, picklists, replacing, setting_rules
from atenda.cases.field_rules import STANDARD
from atenda.cases.founding import found
from atenda.cases.models import CaseType, Category, ClosingReason, Lifecycle, State
from atenda.customers import retagging
from atenda.customers.models import Tag
from atenda.exporting import asking, making, taking
from atenda.exporting.models import Export, Form, What
from atenda.exporting.tests.conftest import one_connection  # noqa: F401  the job in the test's transaction
from atenda.history.audit import Question, audit
from atenda.history.audit_file import note_taken
from atenda.history.audited import AREAS, AUDITED
from atenda.history.kinds import kinds
from atenda.history.models import Event
from atenda.history.plain import about, differences, unspoken
from atenda.history.telling import sentence
from atenda.importing import running, undoing
from atenda.importing.tests.doing import imported, received
from atenda.intake import blocking, by_hand
from atenda.intake.models import End, Why
from atenda.intake.policy import set_policy
from atenda.intake.recognising import recognise
from atenda.intake.rules import managing as intake_rules
from atenda.intake.rules.vocabulary import condition_of
from atenda.intake.tests.mails import a_mail, a_raw
from atenda.macros import macros, replies
from atenda.mailboxes import fetching_from, hooks
from atenda.mailboxes.domains.checking import check
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.managing import change as change_mailbox
from atenda.mailboxes.managing import resume as resume_mailbox
from atenda.mailboxes.managing import retire as retire_mailbox
from atenda.mailboxes.models import Mailbox, NewSenders
from atenda.notices import ways_out
from atenda.notices.customer_links import revoke_all, way_to
from atenda.notices.mail_server import set_server
from atenda.notices.policy import change_policy, telling
from atenda.notices.sandbox import set_sandbox
from atenda.notices.wording import change_words
from atenda.organizations.entering import inside
from atenda.satisfaction.policy import set_policy as set_satisfaction
from atenda.server import holding
from atenda.server.releasing import release
from atenda.signatures.signing import sign, sign_for_others
from atenda.staff import integrations, membership, own_account, resetting, seeing, teams
from atenda.staff.jobs import ask_for_link, note_sign_in
from atenda.testing import make
from atenda.testing.cast import NOW, PASSWORD, Cast
from atenda.webhooks import managing
from atenda.worklists.limits import set_limits

FOR_THE_BELL = {"export.ready", "export.failed", "webhook.dead", "webhook.gone"}  # never recorded


def people(acme: Cast) -> None:
    invited, token = membership.invite(
        name="Noa Nova", email="noa@acme.example", role=acme.agent.role, language="gl", by=acme.admin, now=NOW
    )
    membership.make_link(invited, by=acme.admin, now=NOW)
    link = links.find(token, now=NOW) or links.find(membership.make_link(invited, by=acme.admin, now=NOW), now=NOW)
    assert link is not None
    membership.enter_with_password(link, PASSWORD, now=NOW)
    joined = type(invited).objects.get(pk=invited.pk)
    own_account.change_password(joined.identity, PASSWORD + "2", keep=None)
    own_account.end_other_sessions(joined.identity, keep=None)
    membership.change(joined, name="Noa Vella", role=acme.observer.role, teams=[acme.team], by=acme.admin)
    membership.present(joined, position="Atención", phone="600 000 000", by=acme.admin)
    membership.deactivate(joined, heir=acme.agent, by=acme.admin, now=NOW)
    membership.reactivate(type(joined).objects.get(pk=joined.pk), by=acme.admin)
    resetting.reset(acme.colleague.identity.email, into=None, now=NOW)
    team = teams.create("Oficina", by=acme.admin)
    teams.change(team, name="Oficinas", members=[acme.agent], by=acme.admin)
    teams.retire(team, by=acme.admin, now=NOW)
    teams.restore(team, by=acme.admin)
    for is_right in (True, False):
        note_sign_in(acme.agent.identity.email, "203.0.113.7", "Firefox", NOW.isoformat(), is_right)
    ask_for_link(acme.agent.identity.email)
    roles.change(acme.agent.role, sees=Sees.TEAMS, abilities=[Ability.OPEN_CASES], by=acme.admin)
    program = integrations.add("Tenda web", role=acme.agent.role, by=acme.admin, now=NOW)
    integrations.end(program, by=acme.admin, now=NOW)
    integrations.resume(program, by=acme.admin, now=NOW)
    session: dict[str, Any] = {}
    seeing.begin(session, acme.observer.role, by=acme.admin, now=NOW)
    seen = seeing.Seeing(acme.admin, acme.observer.role, NOW + timedelta(minutes=30))
    seeing.end(session, seen, now=NOW + timedelta(hours=1))
    founding = found(
        name="Rías",
        slug="rias-nova",
        language="es",
        preset="b2bgo",
        administrator_name="Uxía",
        administrator_email="uxia@rias.example",
        now=NOW,
    )
    with inside(founding.organization):
        assert all(unspoken(each.kind, *payload_of(each)) == [] for each in Event.objects.all())


def lists(acme: Cast) -> None:
    names = {"es": "Avería", "gl": "Avaría", "en": "Failure"}
    category = picklists.add("categories", labels=names, position=9, colour="red", by=acme.admin, now=NOW)
    picklists.change(category, labels={**names, "gl": "Avaría grave"}, colour="blue", by=acme.admin, now=NOW)
    picklists.retire(category, by=acme.admin, now=NOW)
    picklists.restore(category, by=acme.admin, now=NOW)
    state = picklists.add(
        "states", labels=names, position=8, colour="grey", lifecycle=Lifecycle.WAITING, by=acme.admin, now=NOW
    )
    picklists.change(state, lifecycle=Lifecycle.NEW, is_initial=True, by=acme.admin, now=NOW)
    reason: Any = ClosingReason.objects.filter(cancels=False).first()
    picklists.change(reason, cancels=True, by=acme.admin, now=NOW)
    other: Any = Category.objects.exclude(pk=category.pk).filter(retired_at=None).first()
    make.case(by=acme.agent, category=category)
    replacing.replace(category, to=other, agreed=True, by=acme.admin, now=NOW)
    kind: Any = picklists.add("types", labels=names, position=1, by=acme.admin, now=NOW)
    rule = replace(STANDARD["source"], at_opening=True, first=True, editable=False)
    setting_rules.set_rules({"source": rule}, type=CaseType.objects.get(pk=kind.pk), by=acme.admin, now=NOW)
    setting_rules.drop_rules(["source"], type=CaseType.objects.get(pk=kind.pk), by=acme.admin, now=NOW)
    one, two = State.objects.order_by("pk")[:2]
    moving.bar_moves([(one.pk, two.pk)], type=CaseType.objects.get(pk=kind.pk), by=acme.admin, now=NOW)
    moving.bar_moves([], type=CaseType.objects.get(pk=kind.pk), by=acme.admin, now=NOW)
    set_limits("state", {str(one.pk): 3}, by=acme.admin, now=NOW)
    set_limits("assignee", {"none": 5, str(acme.agent.pk): 2}, by=acme.admin, now=NOW)
    tags = [Tag.objects.create(name=name, key=name) for name in ("vip", "nova", "outra")]
    retagging.rename(tags[0], to="moi vip", by=acme.admin, now=NOW)
    retagging.retire(tags[1], by=acme.admin, now=NOW)
    retagging.restore(tags[1], by=acme.admin, now=NOW)
    retagging.replace(tags[1], by_tag=tags[2], by=acme.admin, now=NOW)


def machines_and_mail(acme: Cast) -> None:
    values = {"host": "mail.invalid", "port": 587, "security": "starttls", "username": "", "from_name": "Acme"}
    set_server(password="", by=acme.admin, from_address="a@acme.example", reply_to="b@acme.example", **values)
    now = telling()
    way_to(make.case(by=acme.agent), acme.customer, now=NOW)
    revoke_all(by=acme.admin, now=NOW)
    waiting = State.objects.filter(lifecycle=Lifecycle.WAITING).first()
    set_autoclosing(
        is_on=True, states=[waiting.pk], days=9, notice_days=4, reason=ClosingReason.objects.first(), by=acme.admin
    )
    set_satisfaction(
        is_on=True, hours=2, days_between=3, days_valid=4, faces=3, bad_tag="mal", tells_supervisors=False,
        except_reasons=[ClosingReason.objects.first().pk], by=acme.admin, now=NOW,
    )  # fmt: skip
    change_policy(
        switches=sorted(now.switches)[:1], public_fields=["reference", "state"], window=300, customer_page=False,
        link_days=30, quotes=True, by=acme.admin,
    )  # fmt: skip
    change_words("customer-opened", "gl", subject="Ola", body="O seu caso", by=acme.admin)
    token, _text = tokens.make(
        acme.agent, name="Tenda", scopes=["cases:read"], expires_at=NOW + timedelta(days=9), by=acme.agent, now=NOW
    )
    tokens.revoke(token, by=acme.admin, now=NOW)
    hook, _secret = managing.add_endpoint(
        url="https://hooks.invalid/x", kinds=["case.opened", "note.added"], by=acme.admin, now=NOW
    )
    managing.change(hook, kinds=["case.closed"], is_full=True, hears_quiet=True, description="ERP", by=acme.admin)
    managing.pause(hook, by=acme.admin, now=NOW)
    managing.resume(hook, by=acme.admin, now=NOW)
    managing.rotate(hook, by=acme.admin, now=NOW)
    managing.remove(hook, by=acme.admin, now=NOW)
    managing.restore(hook, by=acme.admin)


def data(acme: Cast) -> None:
    def an_export() -> Export:
        asked = {"view": "all", "order": "folio", "columns": ["folio"]}
        return asking.ask(
            What.CASES, Form.CSV, asked, title="Todos", key=uuid4(), by=acme.supervisor, now=timezone.now()
        )

    case = make.case(by=acme.agent)
    asking.cancel(an_export(), by=acme.supervisor, now=NOW)
    export = an_export()
    making.make(export)
    taking.take(Export.objects.get(pk=export.pk), by=acme.supervisor, now=timezone.now())
    mail_in(acme)
    everything = Question(
        words="x", person=acme.agent.pk, area="lists", since=NOW.date(), until=NOW.date(), address="203.0.113.7"
    )
    note_taken(everything, by=acme.admin, now=NOW)
    for form in ("zip", "pdf", "json"):
        note_download(case, form=form, with_notes=True, by=acme.agent, now=NOW)
    contacts = "Nombre;Correo\nAna;ana@cliente.example\n"
    undoing.begin(imported(acme, contacts, "contacts"), by=acme.admin, now=NOW)
    stopped = received(acme, contacts.replace("ana", "eva"), "contacts")
    running.begin(stopped, by=acme.admin, now=NOW, is_waking=False)
    running.stop(stopped, by=acme.admin, now=NOW)
    holding.begin(backup_at=NOW - timedelta(hours=1), now=NOW)
    release(drop_before=NOW, by=acme.admin, now=NOW)


def mail_in(acme: Cast) -> None:
    points = {"team": acme.team, "responsible": acme.agent, "source": acme.source("email")}
    box = add_mailbox(name="Axuda", address="axuda@acme.example", language="gl", by=acme.admin, now=NOW, **points)
    change_mailbox(box, address="axuda@acme.example", aliases=["a@acme.example"], trusted=["mx"], by=acme.admin)
    hook = hooks.add_hook(box, provider="mailgun", key="a-key-of-theirs", by=acme.admin, now=NOW)
    hooks.change_secret(hook, key="another-key", by=acme.admin, now=NOW)
    hooks.remove_hook(hook, by=acme.admin, now=NOW)
    settings_of_dns(box, acme)
    set_sandbox(is_on=True, open_to=["acme.example"], by=acme.admin, now=NOW)
    way = {"host": "93.184.215.14", "username": "axuda", "secret": "x", "carrier": "smtp"}
    server = ways_out.set_way(box, by=acme.admin, **way)
    ways_out.set_way(box, by=acme.admin, carrier="mailgun", region="eu", secret="key")
    ways_out.grant(server, refresh_token="z", by=acme.admin)
    ways_out.end_way(box, by=acme.admin)
    retire_mailbox(box, by=acme.admin, now=NOW)
    resume_mailbox(box, by=acme.admin, now=NOW)
    where = {"host": "93.184.215.14", "username": "axuda", "since": NOW.date(), "tenant": "x", "client_id": "y"}
    door = fetching_from.add_door(box, secret="x", by=acme.admin, now=NOW, **where)
    fetching_from.choose_folders(door, folders=["INBOX"], since=NOW.date(), marks_seen=False, by=acme.admin)
    fetching_from.pause(door, by=acme.admin)
    fetching_from.resume(door, by=acme.admin)
    fetching_from.grant(door, refresh_token="z", by=acme.admin)
    fetching_from.end(door, by=acme.admin, now=NOW)
    mails(acme, box)
    rules(acme)


def settings_of_dns(box: Mailbox, acme: Cast) -> None:
    with override_settings(DNS_AT="127.0.0.1:1"):
        check(box, selectors=[], by=acme.admin, now=NOW)


def mails(acme: Cast, box: Mailbox) -> None:
    now = {"by": acme.admin, "now": NOW}
    raw = a_raw(box, 77, end=End.HELD, why=Why.STRANGER, ended_at=NOW, sender="ana@outra.example")
    by_hand.drop(raw, is_spam=True, **now)
    by_hand.bring_back(raw, **now)
    by_hand.file_into(raw, a_mail("ana@outra.example"), Path(), case=None, **now)
    unknown = a_raw(box, 78, end=End.HELD, why=Why.UNKNOWN_SENDER, ended_at=NOW, sender="rosa@outra.example")
    recognise(unknown, **now)
    blocking.unblock(blocking.block("@spam.example", **now), **now)
    set_policy(new_senders=NewSenders.PROPOSALS, reopen_days=7, by=acme.admin)


def rules(acme: Cast) -> None:
    asked = [condition_of("words", "has", ["factura"])]
    gives = {"priority": acme.priority("Alta").pk, "team": acme.team.pk}
    now = {"by": acme.admin, "now": NOW}
    rule = intake_rules.add_rule(name="Facturas", conditions=asked, gives=gives, **now)
    other = intake_rules.add_rule(name="Outra", conditions=asked, gives={}, ends="hold", **now)
    intake_rules.change(rule, name="Facturación", **now)
    intake_rules.switch(rule, is_on=True, **now)
    intake_rules.switch(rule, is_on=False, **now)
    intake_rules.put_in_order([other.pk, rule.pk], **now)
    intake_rules.remove(rule, **now)
    intake_rules.restore(rule, by=acme.admin)


def kept_words_and_deeds(acme: Cast) -> None:
    by = {"by": acme.supervisor, "now": NOW}
    shared = {"reach": "team", "team": acme.team, "folder": "Envíos"}
    reply = replies.add(name="Recibido", texts={"es": "Hola.", "gl": "Ola."}, shortcut="hola", **shared, **by)
    replies.change(reply, texts={"es": "Buenas."}, reach="all", **by)
    replies.confirm(reply, "gl", **by)
    replies.retire(reply, **by)
    replies.restore(reply, **by)
    does = {"priority": acme.priority("Alta").pk, "responsible": "me", "note": "Chamei."}
    sign(mailbox=None, texts={"gl": "<div>{{axente}}</div>"}, **by)
    sign_for_others(mailbox=Mailbox.objects.first(), texts={"es": "<div>Rías</div>"}, by=acme.admin, now=NOW)
    macro = macros.add(name="Resolver", does=does, **shared, **by)
    macros.change(macro, does={**does, "state": acme.state("Cerrado").pk}, **by)
    macros.retire(macro, **by)
    macros.restore(macro, **by)


def payload_of(event: Event) -> tuple[Any, Any]:
    payload = event.payloads.first()
    return (payload.before, payload.after) if payload else (None, None)


def is_administration(kind: str) -> bool:
    begins = {begin for area in AREAS.values() for begin in area.begins} | {"copy"}
    return kind.partition(".")[0] in begins and kind not in FOR_THE_BELL


@pytest.fixture
def everything(acme: Cast, tmp_path: Any, settings: Any) -> Cast:
    settings.DATA_DIR = settings.EXPORTS_DIR = tmp_path
    scenes: list[Callable[[Cast], None]] = [lists, machines_and_mail, kept_words_and_deeds, data, people]
    for scene in scenes:
        scene(acme)
    return acme


def test_every_kind_of_administration_is_told_in_words(everything: Cast) -> None:
    with inside(everything.organization):
        recorded = {event.kind: payload_of(event) for event in Event.objects.filter(AUDITED).order_by("pk")}
        expected = {kind.name for kind in kinds() if is_administration(kind.name)} - {"organization.founded"}
        assert expected - recorded.keys() == set()
        for language in ("es", "gl"):
            with translation.override(language):
                for kind, (before, after) in recorded.items():
                    assert unspoken(kind, before, after) == []
                    told = sentence(kind, actor="Antía", before=before, after=after)
                    assert "_" not in told
                    assert not [one for one in differences(kind, before, after) if "_" in one.name]


def test_nothing_of_the_page_stays_in_english(everything: Cast) -> None:
    """No name of a field and no value of a list is said as in English, but for what is the same."""
    standards = {"SPF", "DKIM", "DMARC", "MX", "PTR", "TLS"}
    same = {"Roles", *standards, *(agent.name for agent in everything.people.values())}
    said: dict[str, list[set[str]]] = {}
    with inside(everything.organization):
        for language in ("en", "gl", "es"):
            with translation.override(language):
                said[language] = [
                    {detail.name for detail in one.details} | {one.sentence, one.area}
                    for one in audit(Question(), size=500).rows
                ]
    for english, *others in zip(said["en"], said["gl"], said["es"], strict=True):
        assert all(not (english & other) - same for other in others), english


def test_a_setting_of_many_says_which_and_lists_say_what_came_and_went(everything: Cast) -> None:
    with inside(everything.organization), translation.override("gl"):
        by_kind = {event.kind: payload_of(event) for event in Event.objects.order_by("-pk")}
        assert about("fields.set", *by_kind["fields.set"]) == "Orixe · Avaría"
        assert about("moves.barred", *by_kind["moves.barred"]).endswith(" · Avaría")
        assert " → " in about("moves.barred", *by_kind["moves.barred"])
        (names,) = differences("role.changed", {"abilities": ["cases.open"]}, {"abilities": ["cases.edit"]})
        assert (names.before, names.after) == (str(Ability.OPEN_CASES.label), str(Ability.EDIT_CASES.label))
        first = next(e for e in Event.objects.filter(kind="picklist.changed").order_by("pk"))
        assert ("nome (galego)", "Avaría", "Avaría grave") in [
            (one.name, one.before, one.after) for one in differences(first.kind, *payload_of(first))
        ]
        assert ("cor", "Vermello", "Azul") in [
            (one.name, one.before, one.after) for one in differences(first.kind, *payload_of(first))
        ]


def test_a_field_nobody_wrote_down_is_missed() -> None:
    assert unspoken("picklist.changed", {"weight": 1}, {"weight": 2, "colour": "mauve"}) == [
        "weight",
        "weight",
        "colour=mauve",
    ]
