"""The catalogues of translations: check that they are complete, update them from the sources, compile them.

python atenda/ui/translations.py             what is missing, fuzzy or no longer fits; fails if anything is
python atenda/ui/translations.py --update    take new texts from the sources into the catalogues
python atenda/ui/translations.py --compile   make the files Django reads
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # it is run as a file, before anything is installed

from atenda.ui.translations_of_api import texts

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "atenda" / "locale"
LANGUAGES = ("es", "gl")
BLANK = re.compile(r"\{\w+\}")
HEADER = """\
# {name} texts of Atenda.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--update", "--gather", action="store_true", help="take new texts into the catalogues")
    options.add_argument("--compile", action="store_true", help="make the files Django reads")
    chosen = options.parse_args()
    if chosen.compile:
        return compile_all()
    found = extract()
    if chosen.update:
        for language in LANGUAGES:
            update(language, found)
        return 0
    return check(found)


def extract() -> Catalog:
    """Every text marked for translation, with the files it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, settings = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalog = Catalog(project="Atenda", charset="utf-8")
    folder = ROOT / "atenda"
    for name, _line, words, comments, context in extract_from_dir(
        folder, methods, settings, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        catalog.add(words, locations=[(f"atenda/{name}", 0)], auto_comments=comments, context=context)
    for text, name in texts(folder / "api"):
        catalog.add(text, locations=[(name, 0)])
    return catalog


def check(found: Catalog) -> int:
    complaints = [complaint for language in LANGUAGES for complaint in _complaints(language, found)]
    for complaint in complaints[:40]:
        print(complaint, file=sys.stderr)
    if len(complaints) > 40:
        print(f"… and {len(complaints) - 40} more.", file=sys.stderr)
    return 1 if complaints else 0


def _complaints(language: str, found: Catalog) -> Iterator[str]:
    catalog = read(language)
    for message in found:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        translated = catalog.get(message.id, message.context)
        if translated is None or not _is_whole(translated):
            yield f"{language}: not translated: {source!r} ({message.locations[0][0]})"
        elif translated.fuzzy:
            yield f"{language}: fuzzy: {source!r}"
        elif not _has_blanks_of(message, translated):
            yield f"{language}: other blanks than {source!r}"
        else:
            for error in Message(message.id, translated.string, flags=message.flags).check(catalog):
                yield f"{language}: {source!r}: {error}"


def _is_whole(message: Message) -> bool:
    words = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(words)


def _has_blanks_of(source: Message, translated: Message) -> bool:
    """The {blanks} of the source, in whatever order, and no others."""
    return sorted(BLANK.findall(str(source.id))) == sorted(BLANK.findall(str(translated.string)))


def update(language: str, found: Catalog) -> None:
    catalog = read(language)
    catalog.update(found, no_fuzzy_matching=True)
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(name=catalog.locale.english_name, language=language).encode())
        write_po(
            file, catalog, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True, width=120
        )


def read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, project="Atenda", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> int:
    for source in sorted(LOCALE.glob("**/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
    return 0


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    raise SystemExit(main())
