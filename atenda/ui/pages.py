"""The engine of our pages: Django's Jinja2, once for each language people read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import jinja2
from django.conf import settings
from django.template.backends.base import BaseEngine
from django.template.backends.jinja2 import Jinja2, Template
from django.utils import translation


class Pages(BaseEngine):
    """Answers `get_template` with the page in the language that is spoken now; a language is made when first spoken."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.params = params
        self.spoken: dict[str, Jinja2] = {}
        super().__init__({key: value for key, value in params.items() if key != "OPTIONS"})

    @cached_property
    def languages(self) -> frozenset[str]:
        return frozenset(code for code, _name in settings.LANGUAGES)

    @property
    def engine(self) -> Jinja2:
        language = translation.get_language()
        if language not in self.languages:
            language = settings.LANGUAGE_CODE
        if language not in self.spoken:
            options = {**self.params["OPTIONS"], "language": language}
            self.spoken[language] = Jinja2({**self.params, "OPTIONS": options})
        return self.spoken[language]

    @property
    def env(self) -> jinja2.Environment:
        return self.engine.env

    def get_template(self, template_name: str) -> Template:
        return self.engine.get_template(template_name)

    def from_string(self, template_code: str) -> Template:
        return self.engine.from_string(template_code)
