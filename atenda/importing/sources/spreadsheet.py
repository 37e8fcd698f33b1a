"""Any table: columns are found by their headings in Spanish, Galician and English."""

from django.utils.translation import gettext_lazy

LABEL = gettext_lazy("A spreadsheet, or another program")
COLUMNS: dict[str, dict[str, str]] = {}
