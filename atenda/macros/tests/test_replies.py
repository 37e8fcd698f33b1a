"""Quick replies: whose they are, what becomes of their texts, and taking it back (S0.55)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.history.audit import Question, audit
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undo
from atenda.macros import replies
from atenda.macros.models import QuickReply
from atenda.macros.offered import by_folder, replies_for
from atenda.macros.permissions import may_change
from atenda.macros.refusals import (
    BadShortcut,
    NotTranslated,
    NotYours,
    NotYourTeam,
    SaysNothing,
    ShortcutTaken,
    UnknownField,
)
from atenda.macros.sharing import count_use
from atenda.macros.tests.made import TEXTS, a_reply
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def last(reply: QuickReply) -> Event:
    return Event.objects.filter(subject_type="macros.quickreply", subject_id=reply.pk).latest("seq")


def test_whose_it_is_says_who_finds_it_and_who_changes_it(acme: Cast) -> None:
    own = a_reply(acme.agent, "A miña")
    team = a_reply(acme.agent, "Do equipo", reach="team", team=acme.team)
    everybody = a_reply(acme.supervisor, "De todos", reach="all")
    assert [each.pk for each in replies_for(acme.agent)] == [own.pk, everybody.pk, team.pk]  # by name
    assert [each.pk for each in replies_for(acme.colleague)] == [everybody.pk]
    assert {each.pk for each in replies_for(acme.supervisor)} == {team.pk, everybody.pk}
    for actor in (acme.agent, acme.colleague, acme.supervisor):
        assert {each.pk for each in replies_for(actor)} == set(
            QuickReply.objects.visible_to(actor).values_list("pk", flat=True)
        )
    assert [may_change(acme.agent, each) for each in (own, team, everybody)] == [True, True, False]
    assert [may_change(acme.supervisor, each) for each in (own, team, everybody)] == [False, True, True]


def test_what_one_may_not_share_is_refused(acme: Cast) -> None:
    with pytest.raises(NotYourTeam):
        a_reply(acme.agent, reach="all")
    with pytest.raises(NotYourTeam):
        a_reply(acme.colleague, reach="team", team=acme.team)
    with pytest.raises(NotYourTeam):
        a_reply(acme.supervisor, reach="team")
    shared = a_reply(acme.agent, reach="team", team=acme.team)
    with pytest.raises(NotYours):
        replies.change(shared, reach="own", by=acme.supervisor, now=NOW)


def test_other_organizations_see_none_of_it(acme: Cast, other: Cast) -> None:
    a_reply(acme.supervisor, reach="all")
    with inside(other.organization):
        assert replies_for(other.admin) == []
        assert not QuickReply.objects.visible_to(other.admin).exists()


def test_a_text_that_changes_leaves_the_others_stale_until_somebody_looks(acme: Cast) -> None:
    reply = a_reply(acme.agent, texts={**TEXTS, "en": "Hello, {{first name}}."})
    replies.change(reply, texts={"es": "Hola, {{nombre}}."}, by=acme.agent, now=NOW)
    assert reply.stale == ["gl", "en"]
    replies.confirm(reply, "en", by=acme.agent, now=NOW)
    assert (reply.stale, last(reply).kind) == (["gl"], "quickreply.confirmed")
    replies.change(reply, texts={"gl": "Ola, {{nome}}."}, by=acme.agent, now=NOW)
    assert reply.stale == []  # it follows what changed before: nothing is new for the others
    replies.change(reply, texts={"es": "Buenas, {{nombre}}.", "gl": "Boas, {{nome}}."}, by=acme.agent, now=NOW)
    assert reply.stale == ["en"]
    replies.change(reply, texts={"en": ""}, by=acme.agent, now=NOW)
    assert (reply.stale, reply.languages) == ([], ["es", "gl"])
    with pytest.raises(NotTranslated):
        replies.confirm(reply, "en", by=acme.agent, now=NOW)


def test_a_language_that_is_new_makes_nothing_stale(acme: Cast) -> None:
    reply = a_reply(acme.agent, texts={"es": "Hola."})
    replies.change(reply, texts={"gl": "Ola."}, by=acme.agent, now=NOW)
    assert reply.stale == []


def test_what_it_says_is_looked_at(acme: Cast) -> None:
    with pytest.raises(SaysNothing):
        a_reply(acme.agent, texts={"es": "  "})
    with pytest.raises(UnknownField, match=r"\{\{iban\}\}"):
        a_reply(acme.agent, texts={"es": "Su cuenta: {{iban}}"})
    with pytest.raises(BadShortcut):
        a_reply(acme.agent, shortcut="moitas grazas")


def test_a_shortcut_is_once_among_those_of_one_reach(acme: Cast) -> None:
    mine = a_reply(acme.agent, "A miña", shortcut=";Gracias")
    shared = a_reply(acme.supervisor, "De todos", shortcut="gracias", reach="all")
    a_reply(acme.colleague, "A dela", shortcut="gracias")
    with pytest.raises(ShortcutTaken):
        a_reply(acme.agent, shortcut="GRACIAS")
    assert [each.pk for each in replies_for(acme.agent, ";gracias")] == [mine.pk, shared.pk]  # one's own first
    replies.retire(mine, by=acme.agent, now=NOW)
    again = a_reply(acme.agent, shortcut="gracias")
    with pytest.raises(ShortcutTaken):
        replies.restore(mine, by=acme.agent, now=NOW)
    assert [each.pk for each in replies_for(acme.agent, "gracias")] == [again.pk, shared.pk]


def test_they_are_found_by_name_folder_and_words(acme: Cast) -> None:
    late = a_reply(acme.agent, "Retraso", folder=" Envíos / Retrasos ", texts={"es": "El camión se ha averiado."})
    thanks = a_reply(acme.agent, "Gracias", shortcut="gra", texts={"gl": "Grazas por escribir."})
    for typed, found in {
        "camion averiado": [late],
        "envios": [late],
        "gra": [thanks],
        "": [thanks, late],
        "nada": [],
    }.items():
        assert [each.pk for each in replies_for(acme.agent, typed)] == [each.pk for each in found]
    assert [(folder, [each.pk for each in some]) for folder, some in by_folder(replies_for(acme.agent))] == [
        ("", [thanks.pk]),
        ("Envíos/Retrasos", [late.pk]),
    ]


def test_saving_what_is_there_changes_nothing(acme: Cast) -> None:
    reply = a_reply(acme.agent, folder="A", shortcut="x")
    before = last(reply).pk
    replies.change(reply, name="Recibido", texts=TEXTS, folder="A", shortcut=";X", by=acme.agent, now=NOW)
    assert (last(reply).pk, reply.version) == (before, 1)


def test_using_one_is_counted_and_changes_nothing_else(acme: Cast) -> None:
    reply = a_reply(acme.agent)
    count_use(reply, now=NOW + timedelta(days=1))
    count_use(reply, now=NOW + timedelta(days=2))
    reply.refresh_from_db()
    assert (reply.uses, reply.used_at, reply.version) == (2, NOW + timedelta(days=2), 1)


def test_every_deed_is_taken_back(acme: Cast) -> None:
    reply = a_reply(acme.agent, shortcut="hola")
    replies.change(reply, name="Outro", texts={"es": "Buenas.", "en": "Hello."}, by=acme.agent, now=NOW)
    assert reply.stale == ["gl"]
    undo(last(reply), by=acme.agent, now=NOW)
    reply.refresh_from_db()
    assert (reply.name, reply.texts, reply.stale, reply.shortcut) == ("Recibido", TEXTS, [], "hola")
    replies.retire(reply, by=acme.agent, now=NOW)
    undo(last(reply), by=acme.agent, now=NOW)
    reply.refresh_from_db()
    assert reply.retired_at is None
    changed = last(reply)
    replies.change(reply, folder="A", by=acme.agent, now=NOW)
    folder = last(reply)
    replies.change(reply, folder="B", by=acme.agent, now=NOW)
    with pytest.raises(ChangedSince):
        undo(folder, by=acme.agent, now=NOW)
    with pytest.raises(CannotUndo):
        undo(changed, by=acme.supervisor, now=NOW)


def test_a_translation_found_right_is_stale_again(acme: Cast) -> None:
    reply = a_reply(acme.agent)
    replies.change(reply, texts={"es": "Hola."}, by=acme.agent, now=NOW)
    replies.confirm(reply, "gl", by=acme.agent, now=NOW)
    undo(last(reply), by=acme.agent, now=NOW)
    reply.refresh_from_db()
    assert reply.stale == ["gl"]


def test_the_audit_log_tells_of_those_that_are_shared_and_of_no_others(acme: Cast) -> None:
    own = a_reply(acme.agent, "Privada", texts={"es": "Canario"})
    replies.change(own, name="Privada 2", by=acme.agent, now=NOW)
    shared = a_reply(acme.supervisor, "De todos", reach="all")
    replies.change(shared, texts={"es": "Hola."}, by=acme.supervisor, now=NOW)
    told = [(each.kind, each.sentence) for each in audit(Question(area="macros")).rows]
    assert told == [
        ("quickreply.changed", "Sabela Supervisora cambió la respuesta rápida «De todos»"),
        ("quickreply.added", "Sabela Supervisora agregó la respuesta rápida «De todos»"),
    ]
    assert audit(Question(words="Canario")).rows == []
    replies.change(shared, reach="own", by=acme.supervisor, now=NOW)  # taken from everybody: that is told
    assert audit(Question(area="macros")).rows[0].kind == "quickreply.changed"
