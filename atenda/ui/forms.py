"""Forms in our look: Django's form renderer on Jinja2, with the label, the help and the error beside each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django.forms
import jinja2
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect, Select, SelectMultiple
from django.forms.renderers import BaseRenderer
from django.utils.functional import cached_property
from markupsafe import Markup

from atenda.organizations.refusals import Refused
from atenda.ui.pages import Pages
from atenda.ui.quick import written

OURS = Path(__file__).parent / "templates"
DJANGOS = Path(django.forms.__file__).parent / "jinja2"


class FormRenderer(BaseRenderer):
    """Our templates for forms and fields, Django's own for what lies inside a control."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Pages:
        return Pages(
            {
                "NAME": "forms",
                "DIRS": [str(OURS), str(DJANGOS)],
                "APP_DIRS": False,
                "OPTIONS": {"environment": "atenda.ui.forms.form_environment"},
            }
        )

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)


def form_environment(language: str, **options: Any) -> jinja2.Environment:
    """As for pages, but Django's control templates count on absent attributes being empty."""
    from atenda.ui.jinja import environment  # noqa: PLC0415 - pages draw fields with what stands in this module

    env = environment(language, **options)
    env.undefined = jinja2.Undefined
    return env


def control(field: BoundField) -> str:
    """The control of a field with the classes of our look; the first refused field of a form takes the focus."""
    widget = field.field.widget
    attrs: dict[str, Any] = {"class": f"{_class(widget)} {widget.attrs.get('class', '')}".strip()}
    if field.errors and field is next((each for each in field.form if each.errors), None):
        attrs["autofocus"] = True
    if type(widget) in (Select, SelectMultiple):
        return select(field, attrs)
    return field.as_widget(attrs=attrs)


def select(field: BoundField, attrs: dict[str, Any]) -> Markup:
    """A list to choose from. Django's own asks a template for each option, and a case has two hundred of them."""
    widget: Any = field.field.widget
    attrs = widget.build_attrs(widget.attrs, {"id": field.auto_id, **field.build_widget_attrs(attrs, widget)})
    if widget.allow_multiple_selected:
        attrs["multiple"] = True
    chosen = set(widget.format_value(field.value()))
    options = []
    for value, label in widget.choices:
        if isinstance(label, list | tuple):
            inside = "".join(_option(each, said, chosen) for each, said in label)
            options.append(f'<optgroup label="{written(value)}">{inside}</optgroup>')
        else:
            options.append(_option(value, label, chosen))
    return Markup(f'<select name="{written(field.html_name)}"{_attributes(attrs)}>{"".join(options)}</select>')  # noqa: S704


def _option(value: Any, label: Any, chosen: set[str]) -> str:
    value = "" if value is None else str(value)
    return f'<option value="{written(value)}"{" selected" if value in chosen else ""}>{written(label)}</option>'


def _attributes(attrs: dict[str, Any]) -> str:
    said = (
        f" {name}" if value is True else f' {name}="{written(value)}"'
        for name, value in attrs.items()
        if value is not False and value is not None
    )
    return "".join(said)


def _class(widget: Any) -> str:
    if isinstance(widget, CheckboxInput | RadioSelect):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    if isinstance(widget, FileInput):
        return "form-control form-control--file"
    return "form-control"


def say_beside(form: django.forms.Form, refusal: Refused) -> None:
    """Put a refusal into the form: beside the fields it names, or above all where it names none that are shown."""
    shown = [name for name in refusal.fields if name in form.fields]
    for name in shown:
        form.add_error(name, str(refusal.beside or refusal))
    if not shown or len(shown) < len(refusal.fields):
        form.add_error(None, str(refusal))
