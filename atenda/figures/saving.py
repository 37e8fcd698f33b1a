"""A chart to take away: its data as CSV for a spreadsheet, its picture as SVG."""

from __future__ import annotations

import io
import re
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from atenda.exporting.csv_files import BOM, sheet, speaks_comma
from atenda.exporting.disarming import disarmed
from atenda.figures.charts import NAMES, WHOLE, Chart
from atenda.ui.jinja import thousands

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # signs that break a picture
ROW, WIDTH, NAME, LONGEST = 28, 760, 220, 32
INK, SOFT, GROUND, BAR = "#1c2230", "#566073", "#ffffff", "#3451c6"


def as_csv(chart: Chart) -> str:
    """With what spreadsheets of this language expect: `;` and a decimal comma in Spanish and Galician (B47)."""
    total = sum(bar.number for bar in chart.bars)
    comma = speaks_comma()
    text = io.StringIO(BOM)
    text.seek(0, io.SEEK_END)
    rows = sheet(text, with_comma=comma)
    rows.writerow([disarmed(str(NAMES[chart.by])), disarmed(_("Cases")), disarmed(_("Share of the bars, %"))])
    for bar in chart.bars:
        share = f"{bar.number / total * 100:.1f}" if total else ""
        rows.writerow([disarmed(bar.label), bar.number, share.replace(".", ",") if comma else share])
    return text.getvalue()


def as_svg(chart: Chart) -> str:
    """A picture that stands alone: light, with its own words, for a report or a mail."""
    height = 56 + ROW * max(len(chart.bars), 1)
    room = WIDTH - NAME - 90
    drawn = [
        f'<rect width="{WIDTH}" height="{height}" fill="{GROUND}"/>',
        f'<text x="16" y="30" font-size="16" font-weight="600" fill="{INK}">{escape(chart.title)}</text>',
    ]
    for place, bar in enumerate(chart.bars):
        y = 48 + ROW * place
        label = NO_XML.sub("", bar.label)
        label = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        length = bar.length * room / WHOLE
        drawn += [
            f'<text x="{NAME - 8}" y="{y + 17}" text-anchor="end" fill="{INK}">{escape(label)}</text>',
            f'<rect x="{NAME}" y="{y + 4}" width="{length:.1f}" height="{ROW - 8}" rx="3" fill="{BAR}"/>',
            f'<text x="{NAME + length + 6:.1f}" y="{y + 17}" fill="{SOFT}">{thousands(bar.number)}</text>',
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label={quoteattr(chart.title)}>'
        f"{''.join(drawn)}</svg>\n"
    )
