"""The pages on which quick replies and macros are kept."""

from __future__ import annotations

from typing import Any

import pytest

from atenda.macros import macros, replies
from atenda.macros.models import Macro, QuickReply
from atenda.macros.tests.made import TEXTS, a_macro, a_reply
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>{{7*7}}'


def said(reply: QuickReply, **more: Any) -> dict[str, Any]:
    """What its form sends."""
    texts = {f"text_{language}": reply.texts.get(language, "") for language in ("es", "gl", "en")}
    shared = {"name": reply.name, "reach": reply.reach, "shortcut": reply.shortcut, "folder": reply.folder}
    return {**shared, **texts, "version": reply.version, **more}


def test_one_is_changed_and_its_translation_found_right_in_one_go(acme: Cast, visit: Any) -> None:
    reply = a_reply(acme.agent)
    agent, address = visit.as_(acme.agent), acme.url(f"quick-replies/{reply.pk}/")
    assert agent.post(address, said(reply, text_es="Hola.")).status_code == 302
    reply.refresh_from_db()
    assert reply.stale == ["gl"]
    page = agent.get(address).content.decode()
    assert "La traducción está desactualizada" in page
    assert 'name="still_gl"' in page
    assert "gl · desactualizada" in agent.get(acme.url("quick-replies/")).content.decode()
    agent.post(address, said(reply, still_gl="on"))
    reply.refresh_from_db()
    assert (reply.stale, reply.texts["gl"]) == ([], TEXTS["gl"])


def test_what_somebody_saved_meanwhile_is_shown_before_yours_takes_its_place(acme: Cast, visit: Any) -> None:
    reply = a_reply(acme.supervisor, reach="all")
    mine = said(reply, text_es="O meu.")
    replies.change(reply, texts={"es": "O da supervisora."}, by=acme.supervisor, now=NOW)
    admin, address = visit.as_(acme.admin), acme.url(f"quick-replies/{reply.pk}/")
    answer = admin.post(address, mine)
    assert answer.status_code == 422
    for shown in ("Entretanto se ha cambiado", "O da supervisora.", "O meu.", 'name="version" value="2"'):
        assert shown in answer.content.decode()
    reply.refresh_from_db()
    assert reply.texts["es"] == "O da supervisora."
    assert admin.post(address, {**mine, "version": 2}).status_code == 302
    reply.refresh_from_db()
    assert reply.texts["es"] == "O meu."


def test_what_is_wrong_stands_beside_the_text_that_has_it(acme: Cast, visit: Any) -> None:
    reply = a_reply(acme.agent)
    answer = visit.as_(acme.agent).post(acme.url(f"quick-replies/{reply.pk}/"), said(reply, text_gl="{{iban}}"))
    assert answer.status_code == 422
    beside = answer.content.decode().split('id="kept_text_gl_error"')[1].split("</div>")[0]
    assert "{{iban}}" in beside


def test_who_may_not_change_it_reads_it(acme: Cast, visit: Any) -> None:
    reply = a_reply(acme.supervisor, reach="all")
    macro = a_macro(acme.supervisor, reach="all", does={"responsible": "me", "reply": reply.pk})
    agent = visit.as_(acme.agent)
    page = agent.get(acme.url(f"quick-replies/{reply.pk}/")).content.decode()
    assert "su caso es el {{folio}}" in page
    assert "<textarea" not in page
    assert "quien la ejecute" in agent.get(acme.url(f"macros/{macro.pk}/")).content.decode()
    assert agent.post(acme.url(f"quick-replies/{reply.pk}/"), said(reply)).status_code == 403
    assert agent.post(acme.url(f"quick-replies/{reply.pk}/retirement/")).status_code == 403
    assert agent.post(acme.url(f"macros/{macro.pk}/")).status_code == 403


def test_they_are_retired_and_brought_back_on_the_list(acme: Cast, visit: Any) -> None:
    reply, macro = a_reply(acme.agent), a_macro(acme.agent, does={"responsible": "me"})
    agent = visit.as_(acme.agent)
    for kept, address, row in ((reply, "quick-replies/", "reply"), (macro, "macros/", "macro")):
        agent.post(acme.url(f"{address}{kept.pk}/retirement/"))
        assert f'id="{row}-{kept.pk}"' not in agent.get(acme.url(address)).content.decode()
        assert f'id="{row}-{kept.pk}"' in agent.get(acme.url(f"{address}?retired=1")).content.decode()
        agent.post(acme.url(f"{address}{kept.pk}/retirement/"), {"restore": "1"})
        kept.refresh_from_db()
        assert kept.retired_at is None


def test_folders_hold_what_lies_below_them(acme: Cast, visit: Any) -> None:
    a_reply(acme.agent, "Fondo", folder="Envíos/Retrasos")
    a_reply(acme.agent, "Fóra", folder="Envíos nuevos")
    page = visit.as_(acme.agent).get(acme.url("quick-replies/?folder=Envíos")).content.decode()
    assert "Fondo" in page
    assert "Fóra" not in page


def test_a_macro_is_made_on_its_page(acme: Cast, visit: Any) -> None:
    sent = {
        "name": "Resolver",
        "reach": "own",
        "priority": acme.priority("Alta").pk,
        "responsible": "me",
        "note": "Chamei a {{cliente}}.",
        "state": acme.state("Cerrado").pk,
    }
    agent = visit.as_(acme.agent)
    assert agent.post(acme.url("macros/new/"), {**sent, "note": "{{iban}}"}).status_code == 422
    assert agent.post(acme.url("macros/new/"), {"name": "Nada", "reach": "own"}).status_code == 422
    assert agent.post(acme.url("macros/new/"), sent).status_code == 302
    made = Macro.objects.get()
    assert made.does == {name: sent[name] for name in ("priority", "responsible", "note", "state")}
    macros.change(made, does={"responsible": "me"}, by=acme.agent, now=NOW)
    answer = agent.post(acme.url(f"macros/{made.pk}/"), {**sent, "version": 1})
    assert answer.status_code == 422
    assert "Entretanto se ha cambiado" in answer.content.decode()


def test_hostile_words_stay_words(acme: Cast, visit: Any) -> None:
    reply = a_reply(acme.agent, HOSTILE[:80], folder=HOSTILE[:60], texts={"es": "</textarea><script>alert(1)</script>"})
    macro = a_macro(acme.agent, HOSTILE[:80], folder=HOSTILE[:60], does={"note": "<img src=x onerror=alert(1)>"})
    agent = visit.as_(acme.agent)
    pages = (
        "quick-replies/",
        f"quick-replies/{reply.pk}/",
        "macros/",
        f"macros/{macro.pk}/",
        "quick-replies/?q=%22%3E",
    )
    for address in pages:
        page = agent.get(acme.url(address)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
