"""The frame of a mail (3.24–3.27): its page, its policy, its pictures, and nothing that leaves unasked."""

import re
from dataclasses import replace

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import Enclosed, receive
from atenda.conversations.showing import picture_addresses, remote_addresses, remote_pictures
from atenda.conversations.showing.document import document
from atenda.conversations.showing.remote_addresses import NotSealed, address_of_remote, opened
from atenda.files.models import Attachment
from atenda.intake.reading.html import clean
from atenda.organizations.entering import inside
from atenda.server.outbound import Forbidden
from atenda.server.outbound_http import Answer
from atenda.testing import make

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08" + b"\x00" * 40
HTML = '<p>Mira <img src="cid:Foto@mail"><img src="https://cdn.example/p.png" width="20"></p>'


@pytest.fixture
def mail(acme):
    return _mail(acme, HTML)


def _mail(acme, html):
    with inside(acme.organization):
        case = make.case("Avaría", responsible=acme.agent, by=acme.agent)
        mail = Message(direction=Direction.IN, sender_address="u@faro.example", text="Mira", at=timezone.now())
        cleaned = clean(html)
        mail.html, mail.has_remote_images = cleaned.html, cleaned.has_remote_images
        receive(case, mail, files=[Enclosed(make.received(PNG, "foto.png"), "Foto@mail")], now=timezone.now())
        return mail


def _body(acme, visit, mail, more=""):
    return visit.as_(acme.agent).get(acme.url(f"cases/{mail.case.folio}/messages/{mail.pk}/body/{more}"))


def test_the_page_of_a_frame_can_do_nothing(acme, visit, mail):
    answer = _body(acme, visit, mail)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "img-src http://testserver/c/pictures/ data:; frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_its_own_pictures_are_shown_and_others_only_when_asked_for(acme, visit, mail):
    page = _body(acme, visit, mail).content.decode()
    assert re.findall(r'src="([^"]*)', page) == re.findall(r'src="(/c/pictures/[^"]+)', page)
    assert page.count("src=") == 1
    assert "cdn.example" not in page
    with_remote = _body(acme, visit, mail, "?pictures=remote").content.decode()
    assert with_remote.count('src="/c/pictures/') == 1
    (remote,) = re.findall(r'src="(http://testserver:\d+/events\?picture=[^"]+)', with_remote)
    assert with_remote.count("src=") == 2
    assert "cdn.example" not in with_remote
    assert opened(remote.partition("=")[2]) == (acme.organization.pk, "https://cdn.example/p.png")


def test_pictures_of_other_machines_come_from_the_stream_and_from_nowhere_else(acme, visit, mail, settings):
    """However slow they are, no thread that answers pages waits for one (3.24)."""
    policy = _body(acme, visit, mail, "?pictures=remote")["Content-Security-Policy"]
    assert re.search(r"img-src http://testserver/c/pictures/ http://testserver:\d+/events data:;", policy)
    settings.STREAM_URL = "/events"
    answer = _body(acme, visit, mail, "?pictures=remote")
    assert "img-src http://testserver/c/pictures/ http://testserver/events data:;" in answer["Content-Security-Policy"]
    token = re.search(r'src="/events\?picture=([^"]+)', answer.content.decode())[1]
    assert Client().get(f"/c/pictures/{token}/").status_code == 404


def test_a_sample_on_show_fetches_nothing(acme, visit, mail, settings):
    type(acme.organization).objects.update(is_sample=True)
    settings.ENV = replace(settings.ENV, public_url="https://desk.example")
    assert "/events" not in _body(acme, visit, mail, "?pictures=remote").content.decode()


def test_a_seal_of_a_remote_picture_ends_and_opens_nothing_else(monkeypatch):
    address = address_of_remote("/events", 7, "https://cdn.example/p.png")
    token = address.partition("=")[2]
    assert opened(token) == (7, "https://cdn.example/p.png")
    for wrong in (token[:-2] + "xx", "", "x" * 9_000, signing.dumps([7, "https://x.example/"])):
        with pytest.raises(NotSealed):
            opened(wrong)
    assert address_of_remote("/events", 7, "https://cdn.example/" + "".join(map(str, range(4_000)))) == ""
    monkeypatch.setattr(remote_addresses, "LASTS", -1)
    with pytest.raises(NotSealed):
        opened(token)


def test_a_picture_of_the_mail_opens_by_its_seal_alone(acme, visit, mail):
    src = re.search(r'src="([^"]*)', _body(acme, visit, mail).content.decode())[1]
    answer = Client().get(src)
    assert (answer.status_code, answer["Content-Type"], b"".join(answer.streaming_content)) == (200, "image/png", PNG)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert Client().get(src[:-3] + "xx/").status_code == 404


def test_a_seal_ends_and_a_file_of_another_mail_is_not_found(acme, mail, monkeypatch):
    other = _mail(acme, HTML)
    with inside(acme.organization):
        file = Attachment.objects.get(message=other).pk
        forged = picture_addresses.address_of_file(mail, file)
        own = picture_addresses.address_of_file(other, file)
    assert Client().get(forged).status_code == 404
    assert Client().get(own).status_code == 200
    monkeypatch.setattr(picture_addresses, "LASTS", -1)
    assert Client().get(own).status_code == 404


def test_a_mail_without_html_has_no_frame(acme, visit):
    plain = _mail(acme, "")
    assert _body(acme, visit, plain).status_code == 404


def test_the_case_shows_the_words_and_offers_the_frame(acme, visit, mail):
    page = visit.as_(acme.agent).get(acme.url(f"cases/{mail.case.folio}/")).content.decode()
    assert "cdn.example" not in page
    assert f'name="mail-{mail.pk}"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert f'messages/{mail.pk}/body/?pictures=remote" target="mail-{mail.pk}"' in page


def test_what_is_quoted_is_folded_in_the_frame():
    html = clean('<p>Novo</p><blockquote type="cite">Vello <a href="https://a.example">x</a></blockquote>').html
    page = document(html, pictures={}, remote=None, title="<b>", fold="Ver", language="gl")
    assert "<p>Novo</p><details><summary>Ver</summary><div><blockquote>Vello" in page
    assert "<title>&lt;b&gt;</title>" in page
    assert page.endswith("</blockquote></div></details></body></html>")


def test_elements_left_open_do_not_reach_beyond_their_part():
    page = document("<div><b>a</div></td>", pictures={}, remote=None, title="", fold="", language="")
    assert "<body><div><b>a</b></div></body>" in page


@pytest.fixture
def answers(monkeypatch):
    """What other machines answer, by address; and what was asked."""
    remote_pictures._kept.clear()
    given, asked = {}, []

    def answer(url, _until):
        asked.append(url)
        return given[url]

    monkeypatch.setattr(remote_pictures, "_answer", answer)
    return given, asked


def test_a_remote_picture_is_fetched_once_by_https_and_followed(answers):
    given, asked = answers
    given["https://a.example/p"] = Answer(302, {"location": "/q.png"}, b"", True)
    given["https://a.example/q.png"] = Answer(200, {"content-type": "text/html"}, PNG, True)
    assert remote_pictures.fetch(1, "http://a.example/p") == ("image/png", PNG)
    assert remote_pictures.fetch(1, "http://a.example/p") == ("image/png", PNG)
    assert asked == ["https://a.example/p", "https://a.example/q.png"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {"content-type": "image/png"}, b"<svg xmlns='http://www.w3.org/2000/svg'/>", True),
        Answer(200, {"content-type": "image/png"}, b"<html><script>1</script>", True),
        Answer(200, {}, PNG, False),  # there was more than we read
        Answer(200, {}, b"", True),
        Answer(404, {}, PNG, True),
        Answer(302, {"location": "https://a.example/p"}, b"", True),  # for ever
        Answer(302, {"location": "https://[x"}, b"", True),
        Answer(302, {"location": "//["}, b"", True),
        Answer(200, {}, PNG[:16] + b"\x00\x01\x00\x00" * 2 + PNG[24:], True),  # 65 536 by 65 536 pixels
    ],
)
def test_what_is_no_small_picture_is_not_passed_on(answers, answer):
    given, _asked = answers
    given["https://a.example/p"] = answer
    with pytest.raises(remote_pictures.NoPicture):
        remote_pictures.fetch(1, "https://a.example/p")


INSIDE = """
https://127.0.0.1/x.png http://169.254.169.254/latest https://[::1]/x https://10.0.0.1:8443/ https://localhost/
https://2130706433/ ftp://a.example/x https://a.example@127.0.0.1/ https://[::ffff:10.0.0.1]/ http://0x7f.1/
https://[ http://[x/ https://a.example:x/ https://a.example:99999/ http://[::ffff:7f00:1]/ https://[fe80::1%25eth0]/
"""


@pytest.mark.parametrize("url", INSIDE.split())
def test_no_way_leads_inside(db, url):
    remote_pictures._kept.clear()
    with pytest.raises(remote_pictures.NoPicture) as refusal:
        remote_pictures.fetch(1, url)
    assert str(refusal.value) in (Forbidden.__name__, "address")


def test_what_is_kept_is_bounded(answers):
    given, _asked = answers
    for number in range(8):
        given[f"https://a.example/{number}"] = Answer(200, {}, PNG + b"\x00" * 4_900_000, True)
        remote_pictures.fetch(1, f"https://a.example/{number}")
    assert sum(len(entry[2]) for entry in remote_pictures._kept.values()) <= remote_pictures.KEPT_BYTES
    remote_pictures._kept.clear()
