"""The mail that says when a case will be closed, and how it stays open."""

from __future__ import annotations

from datetime import datetime
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atenda.autoclosing.models import Policy
from atenda.cases.models import Case
from atenda.notices.composing import Composed, framed
from atenda.notices.customer_links import way_to
from atenda.notices.filling import one_line
from atenda.notices.readers import Reader
from atenda.organizations.entering import current_organization


def letter(case: Case, reader: Reader, chosen: Policy, *, now: datetime) -> Composed:
    """In the customer's language; their own page where they have one, else only the way to answer."""
    address = way_to(case, reader.customer, now=now)
    with translation.override(reader.language):
        subject = one_line(_("Case %(folio)s: %(reference)s") % {"folio": case.folio, "reference": case.reference})
        hello = _("Hello, %(name)s:") % {"name": reader.name}
        about = ngettext(
            "We wrote to you about case %(folio)s and are waiting for your answer. We will close it in %(days)s day.",
            "We wrote to you about case %(folio)s and are waiting for your answer. We will close it in %(days)s days.",
            chosen.notice_days,
        ) % {"folio": case.folio, "days": chosen.notice_days}
        how = _("Answer this mail, or press here to keep it open:") if address else _("Answer to keep it open.")
        desk = current_organization().name
        text = "\n\n".join(part for part in (hello, about, f"{how}\n{address}".strip(), desk) if part) + "\n"
        html = "".join(f'<p style="margin:0 0 16px">{escape(part)}</p>' for part in (hello, about, how))
        if address:
            html += (
                f'<p style="margin:24px 0"><a href="{escape(address)}" style="display:inline-block;padding:10px 20px;'
                f'background:#0054a6;color:#fff;border-radius:6px;text-decoration:none">'
                f"{escape(_('Keep it open'))}</a></p>"
            )
        html += f'<p style="margin:0">{escape(desk)}</p>'
        return Composed(subject, text, framed(subject, html, reader.language))
