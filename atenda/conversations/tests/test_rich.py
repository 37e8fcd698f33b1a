"""Words with form: what stays of what an editor sends, and how they read as plain text."""

from __future__ import annotations

from time import monotonic

import pytest

from atenda.conversations.rich import LONGEST, Picture, pictures_in, tidy, words_of

FIGURE = (
    '<div>Mire:<figure data-trix-attachment="{&quot;url&quot;:&quot;/x&quot;}" class="attachment">'
    '<img src="/acme/cases/1/replies/pictures/7/" width="1600" height="900">'
    '<figcaption class="attachment__caption">captura.png 40 KB</figcaption></figure>Grazas</div>'
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<div>Ola <strong>Uxía</strong>, <em>por favor</em> <del>hoxe</del></div>", None),
        ('<div><a href="https://a.example/x?y=1&amp;z=2">mire</a></div>', None),
        ("<ul><li>un</li><li>dous</li></ul><ol><li>a</li></ol>", None),
        ("<h2>Título</h2><blockquote>citado</blockquote><pre>código</pre>", None),
        ('<div style="position:fixed" class="modal" id="x" onclick="x()">Ola</div>', "<div>Ola</div>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="/settings/" target="_top" hx-post="/x">x</a>', "<a>x</a>"),
        ('<img src="https://a.example/pixel.png"><img src="data:image/png;base64,AA==">Ola', "Ola"),
        ('<img src="cid:alleo@x" onerror="x()">', '<img src="cid:alleo@x">'),
        ("<script>x()</script><style>*{}</style><iframe src=x></iframe><form><input></form>Ola", "Ola"),
        ("<svg><a xlink:href='javascript:x()'><text>Ola</text></a></svg>", ""),
        ("<!-- x --><table><tr><td>un</td></tr></table>", "un"),
    ],
)
def test_form_stays_and_nothing_that_could_act(written: str, kept: str | None) -> None:
    once = tidy(written)
    assert once == (written if kept is None else kept)
    assert tidy(once) == once


def test_a_picture_of_ours_is_named_by_the_mail_and_any_other_is_left_out() -> None:
    pictures = {7: Picture("abc@atenda", 'captura "1".png')}
    assert pictures_in(FIGURE + FIGURE) == [7]
    shown = '<div>Mire:<img src="cid:abc@atenda" alt="captura &quot;1&quot;.png">Grazas</div>'
    assert tidy(FIGURE, pictures) == shown
    assert tidy(shown) == shown
    assert tidy(FIGURE) == "<div>Mire:Grazas</div>"


def test_plain_text_says_where_links_lead_and_what_pictures_are() -> None:
    html = (
        '<div>Bos días:<br><br>mire <a href="https://a.example/x?y=1&amp;z=2">a guía</a> ou '
        '<a href="https://a.example">https://a.example</a><br><img src="cid:abc@atenda" alt="foto.png"></div>'
        "<ul><li>un</li><li>dous</li></ul>"
    )
    assert words_of(html) == (
        "Bos días:\n\nmire a guía (https://a.example/x?y=1&z=2) ou https://a.example\n[foto.png]\n\n- un\n- dous"
    )


@pytest.mark.parametrize("part", ["<div>", "<ul><li>", "<b>", '<img src="', "<a href=", "&nbsp;", "<blockquote>"])
def test_what_is_endless_is_read_in_time(part: str) -> None:
    began = monotonic()
    words_of(tidy(part * (LONGEST // len(part))))
    assert monotonic() - began < 5
