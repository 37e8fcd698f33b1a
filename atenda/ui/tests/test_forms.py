"""A field, as a person meets it: label, help, control, and beside it what was refused."""

from __future__ import annotations

from django import forms

from atenda.ui.forms import control


class Sample(forms.Form):
    reference = forms.CharField(label="Reference", max_length=20, help_text="In <few> words.")
    priority = forms.ChoiceField(label="Priority", choices=[("1", "Normal")])
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    waits = forms.BooleanField(label="Waits", required=False)


def test_a_field_says_its_label_and_its_help() -> None:
    html = Sample()["reference"].as_field_group()
    assert '<label class="form-label" for="id_reference">Reference</label>' in html
    assert 'aria-describedby="id_reference_helptext"' in html
    assert 'id="id_reference_helptext">In &lt;few&gt; words.<' in html
    assert "aria-invalid" not in html


def test_a_refused_field_says_why_beside_itself() -> None:
    html = Sample({"reference": "x" * 30, "priority": "1"})["reference"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_reference_helptext id_reference_error"' in html
    assert 'id="id_reference_error"' in html
    assert f'value="{"x" * 30}"' in html


def test_the_first_refused_field_takes_the_focus() -> None:
    form = Sample({})
    assert "autofocus" in control(form["reference"])
    assert "autofocus" not in control(form["priority"])


def test_what_may_stay_empty_says_so() -> None:
    html = Sample()["note"].as_field_group()
    assert "field__optional" in html
    assert "field--wide" in html
    assert "field__optional" not in Sample()["reference"].as_field_group()


def test_a_box_to_tick_stands_inside_its_label() -> None:
    html = Sample()["waits"].as_field_group()
    assert html.index("<label") < html.index('type="checkbox"') < html.index("</label>")


def test_a_form_says_what_was_refused_about_it_as_a_whole() -> None:
    form = Sample({"reference": "x", "priority": "1"})
    form.add_error(None, "Somebody <else> was quicker.")
    html = form.render()
    assert 'role="alert"' in html
    assert "Somebody &lt;else&gt; was quicker." in html
