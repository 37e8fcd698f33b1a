"""Forms in our look: Django's form renderer on Jinja2, with the label, the help and the error beside each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django.forms
import jinja2
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect, Select, SelectMultiple
from django.forms.renderers import BaseRenderer
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from atenda.ui.pages import Pages

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


def control(field: BoundField) -> SafeString:
    """The control of a field with the classes of our look; the first refused field of a form takes the focus."""
    widget = field.field.widget
    attrs: dict[str, Any] = {"class": f"{_class(widget)} {widget.attrs.get('class', '')}".strip()}
    if field.errors and field is next((each for each in field.form if each.errors), None):
        attrs["autofocus"] = True
    if type(widget) in (Select, SelectMultiple):
        widget.template_name = "ui/forms/select.html"
    return field.as_widget(attrs=attrs)


def _class(widget: Any) -> str:
    if isinstance(widget, CheckboxInput | RadioSelect):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    if isinstance(widget, FileInput):
        return "form-control form-control--file"
    return "form-control"
