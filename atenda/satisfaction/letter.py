"""The mail that asks: one click for each face, which leads to a page that asks to press once more.

So a program that follows every link of a mail rates nothing.
"""

from __future__ import annotations

from html import escape

from django.utils import translation
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.notices.composing import Composed, framed
from atenda.notices.filling import one_line
from atenda.notices.readers import Reader
from atenda.organizations.entering import current_organization
from atenda.satisfaction.addresses import address_of
from atenda.satisfaction.faces import faces_of
from atenda.satisfaction.models import Survey


def letter(survey: Survey, case: Case, reader: Reader) -> Composed:
    """In the customer's language; what is internal of the case is not in it."""
    with translation.override(reader.language):
        desk, address = current_organization().name, address_of(survey)
        subject = one_line(_("Case %(folio)s: how did it go?") % {"folio": case.folio})
        hello = _("Hello, %(name)s:") % {"name": reader.name}
        about = _("We closed your case %(folio)s, “%(reference)s”. How did it go? One click is enough.") % {
            "folio": case.folio,
            "reference": case.reference,
        }
        faces = faces_of(survey.faces)
        lines = "\n".join(f"{face.sign} {face.label}: {address}?mark={face.mark}" for face in faces)
        text = f"{hello}\n\n{about}\n\n{lines}\n\n{desk}\n"
        cells = "".join(_cell(f"{address}?mark={face.mark}", face.sign, str(face.label)) for face in faces)
        html = (
            f'<p style="margin:0 0 16px">{escape(hello)}</p><p style="margin:0 0 16px">{escape(about)}</p>'
            f'<table role="presentation" style="margin:0 auto 16px"><tr>{cells}</tr></table>'
            f'<p style="margin:0">{escape(desk)}</p>'
        )
        return Composed(subject, text, framed(subject, html, reader.language))


def _cell(address: str, sign: str, label: str) -> str:
    return (
        f'<td style="padding:4px;text-align:center"><a href="{escape(address)}" style="display:block;min-width:52px;'
        f'padding:8px 4px;color:#0054a6;text-decoration:none;font-size:12px">'
        f'<span style="font-size:28px" aria-hidden="true">{sign}</span><br>{escape(label)}</a></td>'
    )
