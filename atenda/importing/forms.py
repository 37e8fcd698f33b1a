"""The forms of an import: the file that is sent, how it is read, which column and which value is what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.importing import valuing
from atenda.importing.models import Import, What
from atenda.importing.reading.encodings import OFFERED
from atenda.importing.reading.refusals import MOST_ROWS
from atenda.importing.receiving import BY_ITSELF
from atenda.importing.sources import SOURCES
from atenda.importing.targets import PEOPLE, TARGETS
from atenda.staff import directory

SEPARATORS = {";": _("semicolon ;"), ",": _("comma ,"), "\t": _("tabulator"), "|": _("bar |")}
ORDERS = {"dmy": _("day/month/year"), "mdy": _("month/day/year")}
SAMPLES = 3
MOST_VALUES = 60  # of one field that are shown; the rest mean what they mean by themselves
FIELDS = ("encoding", "separator", "sheet", "heading")


class UploadForm(forms.Form):
    all_optional = True  # all of it is asked for: nothing is marked
    what = forms.ChoiceField(label=_("What are its rows?"), choices=What.choices)
    source = forms.ChoiceField(
        label=_("From which program?"),
        choices=[(BY_ITSELF, _("Recognise it by the headings")), *((name, one.LABEL) for name, one in SOURCES.items())],
        help_text=_("A number of that program stands for the same customer or case each time you import from it."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV, Excel (.xlsx) or JSON, up to 1000 MB. The first line names the columns."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def new(cls, what: str = "") -> UploadForm:
        said = {"key": uuid4(), "what": what if what in What.values else What.CONTACTS.value, "source": BY_ITSELF}
        return cls(initial=said)


class ReadingForm(forms.Form):
    """How the file is read, where it was recognised wrongly."""

    all_optional = True
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    separator = forms.ChoiceField(label=_("Separator"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    heading = forms.IntegerField(
        label=_("Line with the names of the columns"), required=False, min_value=1, max_value=MOST_ROWS
    )

    def __init__(self, bringing: Import, data: Any = None) -> None:
        reading = bringing.reading
        super().__init__(data, initial=reading.get("chosen", {}) | {k: v for k, v in reading.items() if k in FIELDS})
        if sheets := reading.get("sheets"):
            self._offer("sheet", {name: name for name in sheets})
            del self.fields["encoding"], self.fields["separator"]
        else:
            own = reading.get("encoding", "")
            self._offer("encoding", {name: name for name in dict.fromkeys((own, *OFFERED)) if name})
            self._offer("separator", SEPARATORS)
            del self.fields["sheet"]

    def _offer(self, name: str, choices: Mapping[str, Any]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices.items())


class MappingForm(forms.Form):
    """Which column is which field, which value which; read from the import, kept in its `mapping`."""

    all_optional = True

    def __init__(self, bringing: Import, data: Any = None) -> None:
        super().__init__(data)
        self.bringing, mapping = bringing, bringing.mapping
        fields = [("", _("Leave it out")), *((one.name, one.label) for one in TARGETS[bringing.what].values())]
        for place, column in enumerate(bringing.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column
                if column != str(place + 1)
                else _("Column %(number)s, without a name") % {"number": column},
                choices=fields,
                required=False,
                initial=mapping["columns"][place],
            )
        self.choices = valuing.choices_for(
            mapping["columns"], bringing.reading.get("values", {}), mapping.get("values", {}), bringing.source
        )
        for field, words in self.choices.items():
            offered = _offered(field)
            for place, (shown, _count, choice) in enumerate(list(words.values())[:MOST_VALUES]):
                self.fields[f"value-{field}-{place}"] = forms.ChoiceField(
                    label=shown, choices=offered, required=False, initial=choice
                )
        self.fields["order"] = forms.ChoiceField(
            label=_("How are days written?"), choices=list(ORDERS.items()), required=False, initial=mapping.get("order")
        )
        if bringing.what in (What.CASES, What.CONTACTS):
            self.fields["create_customers"] = forms.BooleanField(
                label=_("Put customers on record who are not found"),
                required=False,
                initial=mapping.get("create_customers", True),
            )

    def mapping(self) -> dict[str, Any]:
        """What was chosen. Values of a field that a column was only now given to are what they mean by themselves."""
        said = self.cleaned_data
        columns = [said.get(f"column-{place}", "") for place in range(len(self.bringing.columns))]
        targets = TARGETS[self.bringing.what]
        used: set[str] = set()
        for place, name in enumerate(columns):
            if name and name in used and not targets[name].is_many:
                columns[place] = ""
            used.add(name)
        values = {
            field: {
                word: said[name] if (name := f"value-{field}-{place}") in said else each[2]
                for place, (word, each) in enumerate(words.items())
            }
            for field, words in self.choices.items()
        }
        kept = {field: words for field, words in self.bringing.mapping.get("values", {}).items() if field not in values}
        return {
            "columns": columns,
            "values": kept | values,
            "order": said.get("order") or "dmy",
            "create_customers": said.get("create_customers", True),
        }

    def columns(self, rows: list[tuple[int, list[str]]]) -> Iterator[tuple[Any, list[str]]]:
        """Each column with the field to choose, and the first of what stands in it."""
        for place, _name in enumerate(self.bringing.columns):
            texts = [cells[place][:60] for _line, cells in rows if place < len(cells) and cells[place]]
            yield self[f"column-{place}"], list(dict.fromkeys(texts))[:SAMPLES]

    def values(self) -> Iterator[tuple[str, list[tuple[Any, int]]]]:
        """By field the values in the file, how often, and what is chosen for each."""
        targets = TARGETS[self.bringing.what]
        for field, words in self.choices.items():
            rows = [
                (self[f"value-{field}-{place}"], said[1])
                for place, said in enumerate(list(words.values())[:MOST_VALUES])
            ]
            yield str(targets[field].label), rows


def _offered(field: str) -> list[tuple[str, Any]]:
    if field in PEOPLE:
        nobody = _("Nobody here: the name is kept") if field == "author" else _("Nobody")
        people = directory.agents().values()
        return [(valuing.NOTHING, nobody), *((str(one.id), one.name) for one in people if not one.is_integration)]
    if field == "team":
        teams = [(str(one.id), one.name) for one in directory.teams().values() if one.is_active]
        return [(valuing.NOTHING, _("No team")), (valuing.NEW, _("A new one of this name")), *teams]
    values = [(str(one.id), one.label) for one in catalogue.in_use(catalogue.OF_FIELD[field]())]
    if field == "state":
        return [(valuing.UNDECIDED, _("To be said")), *values]
    if field == "priority":
        return [(valuing.NOTHING, _("That of new cases")), *values]
    return [(valuing.NOTHING, _("Leave it out")), (valuing.NEW, _("A new one of this name")), *values]
