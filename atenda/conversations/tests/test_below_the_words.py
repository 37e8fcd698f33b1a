"""Below the words of a mail: the signature once, and what the customer wrote last, whatever the door (B9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.beginning import write_first
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, reply
from atenda.history.models import Event
from atenda.intake.reading.quoting_html import FOLD
from atenda.intake.reading.reading import read_bytes
from atenda.intake.tests.mails import a_mailbox
from atenda.macros import macros, replies
from atenda.macros.running import run
from atenda.notices.delivery import deliver
from atenda.notices.models import Policy
from atenda.notices.tests.postbox import Postbox, opened, server_at
from atenda.organizations.revisions import touch
from atenda.signatures.signing import sign
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of

pytestmark = pytest.mark.django_db
UXIA, BREIXO = "uxia@cliente.example", "breixo@cliente.example"
SIGNED = "Xoán Axente\nAcme, S.L."
SEALED = f"https://desk.example/c/1.22.{'x' * 43}/"


@pytest.fixture
def postbox(acme: Cast, settings: Any) -> Iterator[Postbox]:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with opened() as box:
        server_at(box.port)
        yield box


@pytest.fixture
def case(acme: Cast) -> Case:
    a_mailbox()
    sign(mailbox=None, texts={"es": "<div><b>Xoán Axente</b><br>Acme, S.L.</div>"}, by=acme.agent, now=NOW)
    return make.case("A cámara non arrinca", by=acme.agent, contact=acme.customer, responsible=acme.agent)


def came_in(case: Case, text: str = "A cámara non arrinca.", html: str = "", address: str = UXIA) -> Message:
    message = Message(
        direction=Direction.IN, sender_name="Uxía", sender_address=address, subject="A cámara", text=text, html=html,
        message_id=f"<{len(text)}@cliente.example>", language="es", at=NOW,
    )  # fmt: skip
    return receive(case, message, now=NOW)


def sent(case: Case, cast: Cast, text: str = "Ola Uxía", **said: Any) -> Message:
    readers = said.pop("readers", Readers([("Uxía", UXIA)]))
    return reply(
        case,
        readers=readers,
        subject="Re: A cámara",
        text=text,
        answered=answered_in(case),
        by=cast.agent,
        now=NOW,
        **said,
    )


def parts(postbox: Postbox, address: str = UXIA) -> tuple[str, str]:
    deliver(now=timezone.now() + timedelta(minutes=1))
    mail = postbox.handed_to(address)[-1]
    plain, html = (mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    return plain, html


def test_it_stands_behind_the_dashes_and_in_a_block_of_its_own(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = sent(case, acme)
    assert (message.text, message.signature) == ("Ola Uxía", SIGNED)
    plain, html = parts(postbox)
    assert plain.startswith(f"Ola Uxía\n\n-- \n{SIGNED}\n")
    assert html.startswith('<p>Ola Uxía</p><div class="signature"')
    assert "<b>Xoán Axente</b><br>Acme, S.L.</div></div>" in html
    assert plain.index("Acme, S.L.") < plain.index("/c/")


@pytest.mark.parametrize("end", [SIGNED, f"Saúdos\n-- \n{SIGNED}\n", "xoán  axente\n\nAcme, S.L."])
def test_who_typed_it_does_not_sign_twice(case: Case, acme: Cast, end: str) -> None:
    assert sent(case, acme, f"Ola\n\n{end}").signature == ""


def test_who_has_it_in_the_quotation_does_not_get_it_twice(case: Case, acme: Cast) -> None:
    came_in(case, f"Vos:\n> Ola\n> -- \n> {SIGNED.replace(chr(10), chr(10) + '> ')}\nE eu: non.")
    assert sent(case, acme, quotes=True).signature == ""
    assert sent(case, acme, quotes=False).signature == SIGNED


def test_every_door_signs_with_the_same(case: Case, acme: Cast, visit: Any) -> None:
    came_in(case)
    form = {"to": UXIA, "subject": "Re: x", "body": "Ola Uxía", "last": answered_in(case).last}
    agent = visit.as_(acme.agent)
    assert agent.post(acme.url("cases/1/replies/"), form).status_code == 302
    program_of(acme.agent).ask("POST", "cases/1/messages/", {"text": "Ola Uxía"})
    kept = replies.add(name="Ola", texts={"es": "Ola Uxía"}, by=acme.agent, now=NOW)
    macro = macros.add(name="Ola", does={"reply": kept.pk}, by=acme.agent, now=NOW)
    run(macro, case, by=acme.agent, now=timezone.now())
    begun = make.case("Un aviso", by=acme.agent, contact=acme.customer, description="Ola Uxía")
    write_first(begun, by=acme.agent, now=NOW)
    ours = Message.objects.filter(direction=Direction.OUT)
    assert [(each.text, each.signature) for each in ours] == [("Ola Uxía", SIGNED)] * 4


def test_the_form_shows_it_folded_and_it_can_be_left_out(case: Case, acme: Cast, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    page = agent.get(acme.url("cases/1/replies/")).content.decode()
    assert "Firma: Xoán Axente" in page
    assert "<b>Xoán Axente</b>" in page
    form = {"to": UXIA, "subject": "Re: x", "body": "Ola Uxía", "last": 0, "unsigned": "on"}
    agent.post(acme.url("cases/1/replies/"), form)
    assert Message.objects.get().signature == ""
    assert program_of(acme.agent).ask("GET", "cases/1/signature/").json() == {
        "text": SIGNED, "html": "<div><b>Xoán Axente</b><br>Acme, S.L.</div>", "language": "es", "is_own": True,
    }  # fmt: skip


def test_a_draft_keeps_both_ticks(case: Case, acme: Cast, visit: Any) -> None:
    came_in(case)
    Policy.objects.create(quotes=True)
    touch()
    agent, address = visit.as_(acme.agent), acme.url("cases/1/replies/")
    assert "id_quotes" in agent.get(address).content.decode()
    agent.post(acme.url("cases/1/replies/draft/"), {"to": UXIA, "body": "Ola", "unsigned": "on"})
    page = agent.get(address).content.decode()
    box = {name: page.split(f'name="{name}"')[1].split(">")[0] for name in ("unsigned", "quotes")}
    assert ("checked" in box["unsigned"], "checked" in box["quotes"]) == (True, False)


def test_the_timeline_and_notes_say_it_as_no_words_of_theirs(case: Case, acme: Cast, visit: Any) -> None:
    sent(case, acme)
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/1/notes/"), {"body": "Chamei."})
    page = agent.get(acme.url("cases/1/")).content.decode()
    shown = page.split('class="words-with-form">')[1].split("</div>")[0]
    assert "Axente" not in shown
    assert page.count("Acme, S.L.") == 1  # folded, below it
    assert '<details class="timeline__quoted timeline__signature"' in page
    event = Event.objects.get(kind="message.sent")
    assert "Acme, S.L." not in str(event.payloads.get().after)


def test_an_answer_repeats_the_last_mail_in_both_parts_and_programs_fold_it(
    case: Case, acme: Cast, postbox: Postbox, tmp_path: Path
) -> None:
    came_in(case, "A cámara non arrinca.\n\nGrazas", "<div>A cámara <b>non</b> arrinca.</div><div>Grazas</div>")
    message = sent(case, acme, quotes=True)
    lead = "El 2 de noviembre de 2026 a las 10:30, Uxía <uxia@cliente.example> escribió:"
    assert message.quoted == f"{lead}\n> A cámara non arrinca.\n>\n> Grazas"
    assert message.text == "Ola Uxía"
    plain, html = parts(postbox)
    assert plain.endswith(f"\n\n{message.quoted}\n")
    assert plain.index("-- \n") < plain.index(lead)
    assert '<blockquote type="cite"' in html
    assert "<div>A cámara <b>non</b> arrinca.</div>" in html
    assert FOLD not in html
    read = read_bytes(postbox.raw[-1], tmp_path, trusted=())
    assert read.new_text.startswith("Ola Uxía")
    assert "non arrinca" not in read.new_text
    assert "non arrinca" in read.quoted


@pytest.mark.parametrize(("language", "begins", "ends"), [
    ("gl", "O 2 de novembro de 2026 ás 10:30, ", " escribiu:"), ("en", "On Nov. 2, 2026 at 10:30, ", " wrote:"),
])  # fmt: skip
def test_it_is_said_in_the_customers_language(case: Case, acme: Cast, language: str, begins: str, ends: str) -> None:
    acme.customer.language = language
    acme.customer.save(update_fields=["language"])
    case = Case.objects.select_related("contact", "account").get(pk=case.pk)
    came_in(case)
    first = sent(case, acme, quotes=True).quoted.splitlines()[0]
    assert (first.startswith(begins), first.endswith(ends)) == (True, True), first


def test_the_organization_decides_and_whoever_writes_decides_otherwise(case: Case, acme: Cast) -> None:
    came_in(case)
    assert sent(case, acme).quoted == ""
    Policy.objects.create(quotes=True)
    touch()
    assert sent(case, acme).quoted != ""
    assert sent(case, acme, quotes=False).quoted == ""


def test_nothing_internal_hidden_remote_or_sealed_goes_out_again(case: Case, acme: Cast, postbox: Postbox) -> None:
    hostile = (
        f'<p>Ola <script>x()</script><img src="https://spy.example/p.gif"><img src="cid:a@b" alt="a><script>x()">'
        f'<a href="{SEALED}">aquí</a> <a href="javascript:x()">y</a><span style="display:none">{SEALED}</span></p>'
    )
    message = came_in(case, f"Ola {SEALED}", f"{hostile}{FOLD}<p>canario de antes</p>")
    Message.objects.filter(pk=message.pk).update(
        bcc=[["", "canario@outra.example"]], quoted="canario de antes", cc=[["", BREIXO]]
    )
    sent(case, acme, quotes=True, readers=Readers([("Uxía", UXIA)], cc=[("", BREIXO)]))
    for part in parts(postbox, BREIXO):
        assert [
            bad for bad in ("canario", "x" * 43, "<script", "<img", "javascript", "spy.example") if bad in part
        ] == []


def test_the_words_of_one_are_not_repeated_to_another(case: Case, acme: Cast) -> None:
    came_in(case)
    for readers in (Readers([("", BREIXO)]), Readers([("", BREIXO)], bcc=[("", UXIA)])):
        assert sent(case, acme, quotes=True, readers=readers).quoted == ""
    assert sent(case, acme, quotes=True, readers=Readers([("", BREIXO)], cc=[("", UXIA.upper())])).quoted != ""


def test_a_long_mail_is_repeated_in_part(case: Case, acme: Cast) -> None:
    came_in(case, "\n".join(f"liña {number}" for number in range(5_000)), f"<p>{'x' * 90_000}</p>")
    message = sent(case, acme, quotes=True)
    assert len(message.quoted) < 9_500
    assert message.quoted.endswith("> […]")
    assert len(message.html) < 12_000
