"""Translations: gathered from code and pages, compiled, and checked to be complete.

`--gather` brings the catalogues up to date, `--compile` makes what the desk reads, without either it checks.
Django's own tool reads no Jinja2 and needs gettext on the machine; Babel does neither."""

import sys
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "atenda" / "locale"
LANGUAGES = ("es", "gl")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_lazy": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(words: list[str]) -> int:
    if "--compile" in words:
        return _compile()
    if "--gather" in words:
        return _gather()
    complaints = [complaint for language in LANGUAGES for complaint in missing(language)]
    print("\n".join(complaints) or f"Every sentence is translated into {' and '.join(LANGUAGES)}.")
    return 1 if complaints else 0


def missing(language: str) -> list[str]:
    """Sentences of the source without a finished translation, and where they stand."""
    path = _path(language)
    if not path.exists():
        return [f"{language}: there is no catalogue."]
    catalogue = _read(path)
    complaints = []
    for message in _template():
        if not message.id:
            continue
        written = catalogue.get(message.id, message.context)
        place = "{}:{}".format(*message.locations[0]) if message.locations else "?"
        if written is None or not _is_whole(written.string):
            complaints.append(f"{language}: {_first(message.id)!r} is not translated ({place}).")
        elif written.fuzzy:
            complaints.append(f"{language}: {_first(message.id)!r} is marked as doubtful ({place}).")
    return complaints


def _gather() -> int:
    template = _template()
    for language in LANGUAGES:
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _read(path) if path.exists() else Catalog(locale=language, project="Atenda")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            pofile.write_po(file, catalogue, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    return 0


def _compile() -> int:
    for path in LOCALE.glob("**/*.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path))
    return 0


def _template() -> Catalog:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="Atenda")
    found = extract_from_dir(
        str(ROOT / "atenda"), [(p.removeprefix("atenda/"), m) for p, m in methods], _near(options), KEYWORDS
    )
    for name, line, message, comments, context in found:
        if "/tests/" not in f"/{name}":
            catalogue.add(message, None, [(f"atenda/{name}", line)], auto_comments=comments, context=context)
    return catalogue


def _near(options: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {pattern.removeprefix("atenda/"): value for pattern, value in options.items()}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _is_whole(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) if text is None or isinstance(text, str) else all(text)


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
