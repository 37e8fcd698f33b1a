"""What mail programs quote in HTML is folded; what somebody wrote between or below stays in sight (B8)."""

import pytest

from atenda.intake.reading.html import clean
from atenda.intake.reading.html_text import text_of
from atenda.intake.reading.quoting_html import FOLD

OLD = "¿Le llegaron las cajas?"
NEW = "Siguen sin llegar."
WROTE = "El lun, 23 nov 2026 a las 9:14, Rías &lt;<a href='mailto:a@rias.example'>a@rias.example</a>&gt; escribió:"
HEADER = "<b>De:</b> Rías<br><b>Enviado:</b> lunes<br><b>Para:</b> Uxía<br><b>Asunto:</b> Pedido"

FOLDED = {
    "gmail": f'<div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
    f'class="gmail_attr">{WROTE}<br></div>'
    f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{OLD}</blockquote></div>',
    "apple": f"<html><body>{NEW}<br><div><blockquote type='cite'><div>{WROTE}</div>"
    f"<div>{OLD}</div></blockquote></div></body>",
    "iphone": f'<div dir="ltr">{NEW}</div><div dir="ltr"><br>'
    f'<blockquote type="cite">{WROTE}<br><br></blockquote></div>'
    f'<blockquote type="cite"><div dir="ltr">{OLD}</div></blockquote>',
    "thunderbird": f'<p>{NEW}</p><div class="moz-cite-prefix">{WROTE}<br></div>'
    f'<blockquote type="cite" cite="mid:x">{OLD}'
    "</blockquote>",
    "thunderbird, signature below": f'<p>{NEW}</p><div class="moz-cite-prefix">{WROTE}<br></div>'
    f'<blockquote type="cite">{OLD}'
    '</blockquote><pre class="moz-signature">-- \nUxía Rey</pre>',
    "outlook on the web": f'<div class="elementToProof">{NEW}</div><div id="appendonsend"></div>'
    f'<hr tabindex="-1"><div '
    f'id="divRplyFwdMsg" dir="ltr">{HEADER}</div><div>{OLD}</div>',
    "outlook for ios": f'<div>{NEW}</div><div id="ms-outlook-mobile-signature">Obtener Outlook</div><div id='
    f'"mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg">{HEADER}</div>{OLD}</div>',
    "outlook for windows": f"<p class=MsoNormal>{NEW}</p>"
    f"<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'>"
    f"<p class=MsoNormal>{HEADER}</p></div><p>{OLD}</p>",
    "yahoo": f'<div class="yahoo-style-wrap">{NEW}</div>'
    f'<div id="ydp1" class="yahoo_quoted"><div>{WROTE}</div><div>{OLD}</div>'
    "</div>",
    "roundcube": f'<p>{NEW}</p><p id="reply-intro">{WROTE}</p><blockquote type="cite"><p>{OLD}</p></blockquote>',
    "zimbra": f'<div>{NEW}</div><hr id="zwchr"><div>{HEADER}</div><div>{OLD}</div>',
    "horde": f'<p>{NEW}</p><p>Citando a Rías &lt;a@rias.example&gt;:</p><blockquote type="cite">{OLD}</blockquote>',
    "samsung": f"<div>{NEW}</div><div>-------- Mensaje original --------</div><div>{HEADER}</div><div>{OLD}</div>",
    "proton": f'<div>{NEW}</div><div class="protonmail_quote">{WROTE}<br>'
    f'<blockquote type="cite">{OLD}</blockquote></div>',
}
WHOLE = {
    "answers between": f'<div>Sí.</div><blockquote type="cite">{OLD}</blockquote><p>{NEW}</p>',
    "answers between, gmail": f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div>'
    f'<blockquote class="gmail_quote">'
    f"{OLD}</blockquote><div>{NEW}</div><blockquote class='gmail_quote'>adiós</blockquote>{NEW}</div>",
    "passed on, gmail": f'<div>{NEW}</div><div class="gmail_quote">'
    f'<div class="gmail_attr">---------- Forwarded message '
    f"---------<br>De: A</div>{OLD}</div>",
    "nothing else": f'<div><br></div><blockquote type="cite">{OLD} {NEW}</blockquote>',
    "a paragraph moved to the right": f"<p>{NEW}</p><blockquote>{OLD}</blockquote>",
}


@pytest.mark.parametrize("html", [pytest.param(html, id=name) for name, html in FOLDED.items()])
def test_a_quotation_is_folded(html):
    cleaned = clean(html)
    new, fold, rest = cleaned.html.partition(FOLD)
    assert text_of(new).split("\n")[0] == NEW
    assert fold
    assert OLD not in new
    assert "escribió" not in new
    assert "Enviado:" not in new
    assert "Citando" not in new
    assert OLD in rest
    assert clean(cleaned.html).html == cleaned.html


@pytest.mark.parametrize("html", [pytest.param(html, id=name) for name, html in WHOLE.items()])
def test_what_may_be_new_stays_in_sight(html):
    new, _fold, rest = clean(html).html.partition(FOLD)
    assert NEW in new
    assert NEW not in rest
    assert clean(clean(html).html).html == clean(html).html


def test_answers_stay_and_the_quotation_below_them_is_folded():
    html = f'<blockquote type="cite">{OLD}</blockquote><p>{NEW}</p><blockquote type="cite">Un saludo</blockquote>'
    assert [text_of(part) for part in clean(html).html.split(FOLD)] == [f"{OLD}\n\n{NEW}", "Un saludo"]


def test_a_mail_that_is_passed_on_stays_whole():
    html = FOLDED["outlook on the web"]
    assert OLD in clean(html, passes_on=True).html
    assert FOLD not in clean(html, passes_on=True).html


def test_the_mark_of_the_fold_written_by_a_stranger_does_no_harm():
    html = f"<div>{NEW}{FOLD}<b>{OLD}{FOLD}<i>fin"
    once = clean(html).html
    assert clean(once).html == once
    assert OLD in once
