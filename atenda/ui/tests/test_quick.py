"""What is worked out when a template is compiled is what would have been worked out on the page."""

from __future__ import annotations

import jinja2
import pytest
from django.template import engines
from django.utils import translation
from markupsafe import Markup, escape

from atenda.ui.quick import Constants, QuickEnvironment, written

HOSTILE = "\"><script>alert('1')</script>&"


def draw(source: str, **values: object) -> str:
    return str(engines["pages"].from_string(source).render(values))


@pytest.mark.parametrize("value", [HOSTILE, Markup("<b>ours</b>"), 7, 7.5, None, ["<a>"], True])
def test_a_value_is_written_as_jinja_would_write_it(value):
    assert str(written(value)) == str(escape(value))


def test_a_lazy_text_is_escaped():
    assert "<" not in written(translation.gettext_lazy("<b>"))


def test_what_a_page_is_given_is_escaped_everywhere():
    source = (
        "{% macro say(it) %}<i title=\"{{ it }}\">{{ it }}</i>{% endmacro %}{{ say(it) }}{{ say(it=it) }}{{ it ~ '<' }}"
    )
    drawn = draw(source, it=HOSTILE)
    assert "<script" not in drawn
    assert drawn.count(str(escape(HOSTILE))) == 5


def test_each_language_has_its_own_words():
    words = {}
    for language in ("es", "gl", "en"):
        with translation.override(language):
            words[language] = draw("{{ _('Save') }}")
    assert words == {"es": "Guardar", "gl": "Gardar", "en": "Save"}


def test_without_a_language_the_first_one_is_spoken():
    with translation.override(None):
        assert draw("{{ _('Save') }}") == "Guardar"


def test_words_that_are_filled_in_are_escaped():
    with translation.override("en"):
        assert draw("{{ _('No case in «%(view)s»', view=it) }}", it=HOSTILE) == f"No case in «{escape(HOSTILE)}»"


def test_a_constant_is_folded_only_when_every_part_of_it_is_known():
    environment = QuickEnvironment(autoescape=True)
    environment.globals["twice"] = lambda word: word * 2
    environment.constant = frozenset({"twice"})
    tree = environment.parse("{{ twice('a') }}{{ twice(it) }}{{ other('a') }}")
    folded = Constants(environment).visit(tree)
    calls = [call.args for call in folded.find_all(jinja2.nodes.Call)]
    assert len(calls) == 2
    assert environment.from_string("{{ twice('<') }}{{ twice(it) }}").render(it="&") == "&lt;&lt;&amp;&amp;"


PARTS = {
    "page": "{% set own = 'page' %}{% for it in its %}{% include 'part' %}{% endfor %}{{ own }}",
    "part": "{% set own = it %}{{ own }}{% include 'inner' %}",
    "inner": "({{ outer }}{{ own }})",
    "again": "{{ n }}{% if n %}{% set n = n - 1 %}{% include 'again' %}{% endif %}",
    "framed": "{% include 'frame' %}!",
    "frame": "[{% block middle %}{{ outer }}{% endblock %}]",
}


@pytest.mark.parametrize(
    ("name", "drawn"),
    [("page", "&lt;(!&lt;)&gt;(!&gt;)page"), ("again", "210"), ("framed", "[!]!")],
)
def test_a_part_says_the_same_put_in_its_place_or_included(name, drawn):
    given = {"its": "<>", "outer": "!", "n": 2}
    kept, whole = (
        QuickEnvironment(autoescape=True, auto_reload=watched, loader=jinja2.DictLoader(PARTS))
        for watched in (True, False)
    )
    assert kept.get_template(name).render(given) == whole.get_template(name).render(given) == drawn


def test_a_part_is_put_in_the_page_once_it_is_compiled():
    environment = QuickEnvironment(autoescape=True, auto_reload=False, loader=jinja2.DictLoader(PARTS))
    page = environment.get_template("page")
    environment.loader = jinja2.DictLoader({})
    assert page.render(its="a", outer="") == "a(a)page"


def test_a_macro_still_refuses_what_it_does_not_know():
    with pytest.raises(TypeError, match="other"):
        draw("{% macro say(it) %}{{ it }}{% endmacro %}{{ say(other=1) }}")
