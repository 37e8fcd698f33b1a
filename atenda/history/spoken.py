"""What the fields of administration are called, and how their values are told, in the reader's language.

Every field that a verb keeps in an event of the audit log stands here; `atenda/testing/spoken_events.py` fails in every
test whose verbs keep another one. A field that means something else in some events has a line with their beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy

from atenda.access.abilities import Ability, RoleKind, Sees
from atenda.access.devices import described
from atenda.api.models import Scope
from atenda.casefiles.shapes import Shape
from atenda.cases import catalogue
from atenda.cases.field_rules import FLAG_NAMES, LABELS
from atenda.cases.models import Colour, Lifecycle
from atenda.cases.presets import PresetName
from atenda.exporting.models import Form, What
from atenda.history.audited import AREAS
from atenda.history.telling import ALL_FIELDS
from atenda.intake.models import RuleEnd
from atenda.intake.models import Why as Ending
from atenda.intake.rules import giving
from atenda.intake.rules.telling import asked_as
from atenda.intake.rules.vocabulary import HOWS
from atenda.macros import steps
from atenda.mailboxes.domains.looking import About
from atenda.mailboxes.models import NewSenders, SignIn
from atenda.mailboxes.models import Security as ImapSecurity
from atenda.mailboxes.names import mailboxes
from atenda.notices.models import Audience, Carrier, Region, Security
from atenda.notices.models import Kind as News
from atenda.notices.policy import WINDOW_NAMES, heading
from atenda.notices.wording import NAMES as MAILS
from atenda.organizations.labels import label_in
from atenda.staff import directory
from atenda.ui.jinja import thousands
from atenda.ui.times import in_words
from atenda.webhooks.models import PauseReason
from atenda.webhooks.published import KINDS, said
from atenda.worklists.filters import CHOICES
from atenda.worklists.models import Reach
from atenda.worklists.naming import called

Teller = Callable[[Any], str | None]


@dataclass(frozen=True)
class Spoken:
    """One field. `tell` says a value that is neither empty nor yes or no; None where it has no words for it."""

    label: Any
    tell: Teller


def spoken(kind: str, name: str, payload: Mapping[str, Any]) -> Spoken | None:
    """How a field of this kind of event is told; None where nobody wrote it down.

    The limits of a board are kept by the keys of its columns: each is called as its column.
    """
    begin = kind.partition(".")[0]
    if begin == "board" and name != "field":
        return Spoken(called(payload["field"], int(name) if name.isdecimal() else None), _number)
    return FIELDS.get(f"{begin}.{name}") or FIELDS.get(name)


def _one_of(choices: type[TextChoices], value: Any) -> str | None:
    return str(choices(value).label) if value in choices.values else None


def _each(tell: Teller, values: Any) -> str | None:
    told = [tell(value) for value in values] if isinstance(values, list) else [None]
    return None if None in told else ", ".join(map(str, told))


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) else None


def _number(value: Any) -> str | None:
    return thousands(int(value)) if isinstance(value, int) else None


def _how_many(value: Any) -> str | None:
    return thousands(len(value)) if isinstance(value, list) else _number(value)


def _moment(value: Any) -> str | None:
    return in_words(datetime.fromisoformat(value))


def _day(value: Any) -> str | None:
    return date.fromisoformat(value).strftime("%d/%m/%Y")


def _labels(value: Any) -> str | None:
    return label_in(value) if isinstance(value, Mapping) else None


def _value_of(field: str, value: Any) -> str | None:
    """A value of a picklist, kept as [id, label]; of events of old, the label alone."""
    if isinstance(value, str):
        return value
    known = catalogue.OF_FIELD[field]().get(value[0])
    return known.label if known else str(value[1])


def _team(value: Any) -> str | None:
    known = directory.teams().get(value[0])
    return known.name if known else str(value[1])


def _agent(value: Any) -> str | None:
    pk = value[0] if isinstance(value, list) else int(value) if str(value).isdecimal() else 0
    known = directory.agents().get(pk)
    return known.name if known else str(value[1] if isinstance(value, list) else value)


def field_called(value: Any) -> str | None:
    return str(LABELS.get(value) or ALL_FIELDS.get(value) or CHOICES.get(value) or "") or None


def _switch(value: Any) -> str | None:
    kind, _colon, audience = str(value).partition(":")
    if kind not in News.values or audience not in Audience.values:
        return None
    return f"{heading(News(kind))} → {Audience(audience).label}"


def _mail(value: Any) -> str | None:
    return str(MAILS[value]) if value in MAILS else None


def _language(value: Any) -> str | None:
    languages = dict(settings.LANGUAGES)
    return str(languages[value]) if value in languages else None


def _kind_of_event(value: Any) -> str | None:
    return said(value) if value in KINDS else None


def _shape(value: Any) -> str | None:
    return "JSON" if value == "json" else _one_of(Shape, value)


def _area(value: Any) -> str | None:
    return str(AREAS[value].label) if value in AREAS else None


def _window(value: Any) -> str | None:
    return str(WINDOW_NAMES[value]) if value in WINDOW_NAMES else None


def _mailbox(value: Any) -> str | None:
    return mailboxes().get(value)


def _condition(value: Any) -> str | None:
    if not isinstance(value, Mapping) or value["how"] not in HOWS.get(value["field"], ()):
        return None
    return asked_as(value["field"], value["how"], value["values"])


def _does(value: Any) -> str | None:
    return "; ".join(f"{one.label}: {one.says}" for one in steps.told(value)) if isinstance(value, Mapping) else None


def _texts(value: Any) -> str | None:
    """By language what it says."""
    if not isinstance(value, Mapping):
        return None
    return " · ".join(f"{_language(language)}: {text}" for language, text in value.items())


def _gives(value: Any) -> str | None:
    return "; ".join(f"{label}: {what}" for label, what in giving.told(value)) if isinstance(value, Mapping) else None


def _one_called(field: str, value: Any) -> str | None:
    """A value of a picklist by its key."""
    known = catalogue.OF_FIELD[field]().get(value) if isinstance(value, int) else None
    return known.label if known else None


FIELDS: dict[str, Spoken] = {
    "intake.sender": Spoken(gettext_lazy("sender"), _text),
    "intake.folio": Spoken(gettext_lazy("case"), _number),
    "intake.why": Spoken(gettext_lazy("reason"), partial(_one_of, Ending)),
    "intake.new_senders": Spoken(gettext_lazy("Who writes for the first time"), partial(_one_of, NewSenders)),
    "intake.reopen_days": Spoken(gettext_lazy("Days in which an answer reopens a closed case"), _number),
    # People, roles, signing in
    "sees": Spoken(gettext_lazy("which cases it sees"), partial(_one_of, Sees)),
    "abilities": Spoken(gettext_lazy("what it may do"), partial(_each, partial(_one_of, Ability))),
    "role": Spoken(gettext_lazy("role"), partial(_one_of, RoleKind)),
    "name": Spoken(gettext_lazy("name"), _text),
    "device": Spoken(gettext_lazy("device"), described),
    "by_itself": Spoken(gettext_lazy("ended by itself"), _text),
    "ends_at": Spoken(gettext_lazy("ends by itself"), _moment),
    "organization": Spoken(gettext_lazy("organization"), _text),
    "preset": Spoken(gettext_lazy("begun with"), partial(_one_of, PresetName)),
    # Values of lists
    "labels": Spoken(gettext_lazy("name"), _labels),
    "position": Spoken(gettext_lazy("place"), _number),
    "colour": Spoken(gettext_lazy("colour"), partial(_one_of, Colour)),
    "lifecycle": Spoken(gettext_lazy("life cycle"), partial(_one_of, Lifecycle)),
    "is_initial": Spoken(gettext_lazy("new cases start here"), _text),
    "cancels": Spoken(gettext_lazy("only for cancelled cases"), _text),
    "cases": Spoken(gettext_lazy("cases"), _how_many),
    "customertag.account": Spoken(gettext_lazy("accounts"), _how_many),
    "customertag.contact": Spoken(gettext_lazy("contacts"), _how_many),
    # Fields, moves, boards
    "field": Spoken(gettext_lazy("field"), field_called),
    "type": Spoken(gettext_lazy("type"), partial(_value_of, "type")),
    **{flag: Spoken(label, _text) for flag, label in FLAG_NAMES.items()},
    "leaving": Spoken(gettext_lazy("from"), partial(_value_of, "state")),
    "entering": Spoken(gettext_lazy("to"), partial(_value_of, "state")),
    # Mail and notices
    "host": Spoken(gettext_lazy("server"), _text),
    "port": Spoken(gettext_lazy("port"), _text),
    "security": Spoken(gettext_lazy("security"), partial(_one_of, Security)),
    "username": Spoken(pgettext_lazy("mail server", "user"), _text),
    "from_name": Spoken(gettext_lazy("name of the sender"), _text),
    "from_address": Spoken(gettext_lazy("address of the sender"), _text),
    "reply_to": Spoken(gettext_lazy("answers go to"), _text),
    "switches": Spoken(gettext_lazy("who is told what"), partial(_each, _switch)),
    "public_fields": Spoken(gettext_lazy("what a customer may read"), partial(_each, field_called)),
    "window": Spoken(gettext_lazy("several changes"), _window),
    "customer_page": Spoken(gettext_lazy("customers may look at their case"), _text),
    "link_days": Spoken(gettext_lazy("days for which the customer’s link opens the page"), _text),
    "quotes": Spoken(gettext_lazy("answers repeat what the customer wrote"), _text),
    "signature.mailbox": Spoken(gettext_lazy("mailbox"), _text),
    "agent.position": Spoken(gettext_lazy("position"), _text),
    "agent.phone": Spoken(gettext_lazy("phone"), _text),
    "autoclosing.is_on": Spoken(gettext_lazy("cases close by themselves"), _text),
    "autoclosing.states": Spoken(gettext_lazy("in these states"), partial(_each, partial(_one_called, "state"))),
    "autoclosing.days": Spoken(gettext_lazy("days until the customer is told"), _number),
    "autoclosing.notice_days": Spoken(gettext_lazy("days from then until it is closed"), _number),
    "autoclosing.closing_reason": Spoken(gettext_lazy("reason"), partial(_one_called, "closing_reason")),
    "satisfaction.is_on": Spoken(gettext_lazy("customers are asked"), _text),
    "satisfaction.hours": Spoken(gettext_lazy("hours after closing"), _number),
    "satisfaction.days_between": Spoken(gettext_lazy("days between two questions to one person"), _number),
    "satisfaction.days_valid": Spoken(gettext_lazy("days to answer"), _number),
    "satisfaction.faces": Spoken(gettext_lazy("faces"), _number),
    "satisfaction.except_reasons": Spoken(
        gettext_lazy("reasons that are not asked about"), partial(_each, partial(_one_called, "closing_reason"))
    ),
    "satisfaction.bad_tag": Spoken(gettext_lazy("tag for a bad mark"), _text),
    "satisfaction.tells_supervisors": Spoken(gettext_lazy("tell supervisors of a bad mark"), _text),
    "links": Spoken(gettext_lazy("links"), _text),
    "mail": Spoken(gettext_lazy("mail"), _mail),
    "language": Spoken(gettext_lazy("language"), _language),
    "wording.words": Spoken(gettext_lazy("words"), partial(_each, _text)),  # as they were kept once
    "subject": Spoken(gettext_lazy("subject"), _text),
    "body": Spoken(gettext_lazy("text"), _text),
    # Rules of mails that come in
    "intakerule.mailbox": Spoken(gettext_lazy("mailbox"), _mailbox),
    "conditions": Spoken(gettext_lazy("conditions"), partial(_each, _condition)),
    "match_all": Spoken(gettext_lazy("all conditions"), _text),
    "gives": Spoken(gettext_lazy("what it gives"), _gives),
    "ends": Spoken(gettext_lazy("what becomes of the mail"), partial(_one_of, RuleEnd)),
    "overwrites": Spoken(gettext_lazy("takes the place of what earlier rules gave"), _text),
    "is_on": Spoken(gettext_lazy("switched on"), _text),
    "order": Spoken(gettext_lazy("order"), _how_many),
    # Quick replies and macros
    "folder": Spoken(gettext_lazy("folder"), _text),
    "reach": Spoken(gettext_lazy("who sees it"), partial(_one_of, Reach)),
    "shortcut": Spoken(gettext_lazy("shortcut"), _text),
    "texts": Spoken(gettext_lazy("text"), _texts),
    "stale": Spoken(gettext_lazy("translation is stale"), partial(_each, _language)),
    "quickreply.team": Spoken(gettext_lazy("team"), _team),
    "macro.team": Spoken(gettext_lazy("team"), _team),
    "does": Spoken(gettext_lazy("what it does"), _does),
    # Mailboxes and where their mail is fetched
    "addresses": Spoken(gettext_lazy("addresses"), partial(_each, _text)),
    "trusted": Spoken(gettext_lazy("servers whose findings are trusted"), partial(_each, _text)),
    "mailbox.new_senders": Spoken(gettext_lazy("Who writes for the first time"), partial(_one_of, NewSenders)),
    "mailbox.team": Spoken(gettext_lazy("team"), _team),
    "mailbox.responsible": Spoken(gettext_lazy("responsible"), _agent),
    **{
        f"mailbox.{name}": Spoken(label, partial(_value_of, name))
        for name, label in {
            "category": gettext_lazy("category"),
            "priority": gettext_lazy("priority"),
            "source": gettext_lazy("source"),
        }.items()
    },
    "imap.security": Spoken(gettext_lazy("security"), partial(_one_of, ImapSecurity)),
    "open_to": Spoken(gettext_lazy("except these"), partial(_each, _text)),
    "domain": Spoken(gettext_lazy("domain"), _text),
    **{each.value: Spoken(each.label, _text) for each in About},
    "carrier": Spoken(gettext_lazy("way"), partial(_one_of, Carrier)),
    "region": Spoken(gettext_lazy("region"), partial(_one_of, Region)),
    "sign_in": Spoken(gettext_lazy("sign-in"), partial(_one_of, SignIn)),
    "client_id": Spoken(gettext_lazy("client id"), _text),
    "tenant": Spoken(gettext_lazy("tenant"), _text),
    "folders": Spoken(gettext_lazy("folders"), partial(_each, _text)),
    "marks_seen": Spoken(gettext_lazy("marked as read on the server"), _text),
    "provider": Spoken(gettext_lazy("provider"), _text),
    # Tokens and webhooks
    "hint": Spoken(gettext_lazy("beginning and end"), _text),
    "agent": Spoken(gettext_lazy("acts as"), _agent),
    "scopes": Spoken(gettext_lazy("good for"), partial(_each, partial(_one_of, Scope))),
    "expires_at": Spoken(gettext_lazy("expires"), _moment),
    "url": Spoken(gettext_lazy("address"), _text),
    "description": Spoken(gettext_lazy("description"), _text),
    "kinds": Spoken(gettext_lazy("told of"), partial(_each, _kind_of_event)),
    "is_full": Spoken(gettext_lazy("with all of the case"), _text),
    "hears_quiet": Spoken(gettext_lazy("also told of what was saved quietly"), _text),
    "reason": Spoken(gettext_lazy("reason"), partial(_one_of, PauseReason)),
    # Data in and out
    "what": Spoken(gettext_lazy("what"), partial(_one_of, What)),
    "form": Spoken(gettext_lazy("format"), partial(_one_of, Form)),
    "casefile.form": Spoken(gettext_lazy("format"), _shape),
    "with_notes": Spoken(gettext_lazy("with the internal notes"), _text),
    "rows": Spoken(gettext_lazy("rows"), _number),
    "words": Spoken(gettext_lazy("words"), _text),
    "person": Spoken(gettext_lazy("person"), _agent),
    "area": Spoken(gettext_lazy("area"), _area),
    "since": Spoken(gettext_lazy("since"), _day),
    "until": Spoken(gettext_lazy("until"), _day),
    "drop_before": Spoken(gettext_lazy("without what is older than"), _moment),
    "dropped": Spoken(gettext_lazy("dropped"), _number),
}
