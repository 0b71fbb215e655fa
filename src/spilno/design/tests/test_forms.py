"""What a reader and a screen reader get from every form of the site."""

from html.parser import HTMLParser

from django import forms
from django.template.loader import render_to_string

CHOICES = [("a", "Kreis"), ("b", "Громада")]


class Tags(HTMLParser):
    """All start tags of a piece of HTML as (name, attributes)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.found if "id" in attrs]

    def one(self, **wanted: str) -> dict[str, str | None]:
        fits = [attrs for _, attrs in self.found if all(attrs.get(key) == value for key, value in wanted.items())]
        assert len(fits) == 1, (wanted, fits)
        return fits[0]


class RequestForm(forms.Form):
    name = forms.CharField(label="Gemeinde <Ort>", help_text="As the register writes it.", max_length=5)
    size = forms.IntegerField(label="Size", required=False, min_value=1)
    level = forms.ChoiceField(label="Level", choices=CHOICES)
    way = forms.ChoiceField(label="Way", choices=CHOICES, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(label="Themes", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    several = forms.MultipleChoiceField(label="Several", choices=CHOICES, required=False)
    agreed = forms.BooleanField(label="Agreed")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Nothing fits together.")


class AllOptionalForm(forms.Form):
    all_optional = True
    size = forms.IntegerField(label="Size", required=False)


def wrong_form() -> Tags:
    return Tags(str(RequestForm({"size": "-1"})))


def test_a_field_points_at_its_hint_and_its_error() -> None:
    tags = wrong_form()
    field = tags.one(name="name")
    assert field["aria-describedby"] == "id_name_helptext id_name_error"
    assert (field["aria-invalid"], field["aria-required"]) == ("true", "true")
    assert tags.one(**{"for": "id_name"})["class"] == "kern-label"


def test_every_description_that_is_named_exists_and_no_id_comes_twice() -> None:
    for tags in (Tags(str(RequestForm())), wrong_form()):
        ids = tags.ids()
        assert len(ids) == len(set(ids))
        named = [one for _, attrs in tags.found for one in (attrs.get("aria-describedby") or "").split()]
        assert named
        assert set(named) <= set(ids)


def test_required_is_said_by_aria_and_optional_in_words() -> None:
    text = str(RequestForm())
    assert not any("required" in attrs for _, attrs in Tags(text).found)
    assert text.count("kern-label__optional") == 2
    assert "kern-label__optional" not in str(AllOptionalForm())


def test_a_group_speaks_as_one_and_its_choices_do_not() -> None:
    tags = wrong_form()
    group = tags.one(role="radiogroup")
    assert (group["aria-required"], group["aria-invalid"]) == ("true", "true")
    assert group["aria-describedby"] == "id_way_error"
    for _, choice in [found for found in tags.found if found[1].get("name") in ("way", "themes")]:
        assert not {"aria-required", "aria-invalid", "aria-describedby"} & set(choice)


def test_only_a_list_of_one_choice_gets_the_arrow() -> None:
    form = RequestForm()
    assert "select-wrapper" in form["level"].as_field_group()
    assert "select-wrapper" not in form["several"].as_field_group()


def test_each_error_of_the_summary_leads_to_a_field_that_exists() -> None:
    form = RequestForm({"size": "-1"})
    summary = Tags(render_to_string("design/partials/error_summary.html", {"form": form}))
    links = [str(attrs["href"]).removeprefix("#") for tag, attrs in summary.found if tag == "a"]
    assert links == ["id_name", "id_size", "id_level", "id_way_0", "id_themes_0", "id_agreed"]
    assert set(links) <= set(Tags(str(form)).ids())
    assert summary.found[0][1]["role"] == "alert"
    assert "autofocus" in summary.found[0][1]


def test_errors_of_the_whole_form_and_of_hidden_fields_are_named_too() -> None:
    text = render_to_string("design/partials/error_summary.html", {"form": RequestForm({})})
    assert "Nothing fits together." in text
    assert "#id_secret" not in text


def test_a_form_without_errors_has_no_summary() -> None:
    assert render_to_string("design/partials/error_summary.html", {"form": RequestForm()}).strip() == ""


def test_labels_and_what_was_typed_are_escaped() -> None:
    text = str(RequestForm({"name": '"><script>alert(1)</script>'}))
    assert "<script" not in text
    assert "Gemeinde &lt;Ort&gt;" in text
