"""A form's fields as markup. Written here and not in templates: a page with filters has twenty of them and a list of sixty
regions, and Django draws each input, each option, each hint by templates of their own."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

if TYPE_CHECKING:
    from spilno.design.forms import KernField

NOTHING = SafeString("")
INPUTS = frozenset(
    widget.template_name
    for widget in (
        forms.TextInput,
        forms.NumberInput,
        forms.EmailInput,
        forms.URLInput,
        forms.PasswordInput,
        forms.HiddenInput,
        forms.DateInput,
        forms.CheckboxInput,
    )
)


def draw_widget(template_name: str, context: dict[str, Any]) -> SafeString | None:
    """The markup of an input; None for other widgets, which their templates draw."""
    widget = context["widget"]
    if template_name in INPUTS:
        value = NOTHING if widget["value"] is None else format_html(' value="{}"', widget["value"])
        kind, attributes = widget["type"], flatatt(widget["attrs"])
        return format_html('<input type="{}" name="{}"{}{}>', kind, widget["name"], value, attributes)
    return None


def draw_select(field: "KernField", attributes: dict[str, Any]) -> SafeString:
    """A list to choose one of, straight from its choices: Django makes a dictionary of each option first."""
    widget: Any = field.field.widget
    chosen = next(iter(widget.format_value(field.value())), "")
    marked = [False]

    def option(value: object, label: Any) -> str:
        text = "" if value is None else str(value)
        # As in Django, of equal options the first is the chosen one.
        selected = not marked[0] and text == chosen
        marked[0] = marked[0] or selected
        return f'<option value="{escape(text)}"{" selected" if selected else ""}>{conditional_escape(label)}</option>'

    drawn = []
    for value, label in widget.choices:
        if isinstance(label, list | tuple):
            inside = "".join(option(*one) for one in label)
            drawn.append(f'<optgroup label="{conditional_escape(value)}">{inside}</optgroup>' if value else inside)
        else:
            drawn.append(option(value, label))
    opening = f'<select name="{escape(field.html_name)}"{flatatt(widget.build_attrs(widget.attrs, attributes))}>'
    return SafeString(f"{opening}{''.join(drawn)}</select>")


def draw_field(field: "KernField") -> SafeString:
    """Label, hint, widget and errors, tied together by ids."""
    if field.is_group:
        return _fieldset(field)
    around = "kern-form-input kern-form-input--error" if field.errors else "kern-form-input"
    if field.is_check:
        body = format_html(
            '<div class="kern-form-check">{}<label class="kern-label" for="{}">{}</label></div>{}',
            field.as_widget(), field.id_for_label, field.label, _hint(field),
        )  # fmt: skip
    else:
        shape = '<div class="kern-form-input__select-wrapper">{}</div>' if field.is_select else "{}"
        body = format_html(
            '<label class="kern-label" for="{}">{}{}</label>{}{}',
            field.id_for_label, field.label, _optional(field), _hint(field), format_html(shape, field.as_widget()),
        )  # fmt: skip
    return format_html('<div class="{}">{}{}</div>', around, body, _errors(field))


def _fieldset(field: "KernField") -> SafeString:
    attributes: dict[str, Any] = {"class": "kern-fieldset form-group"}
    if field.errors:
        attributes["class"] += " kern-fieldset--error"
    if field.is_radio:
        attributes["role"] = "radiogroup"
        attributes |= {"aria-required": "true"} if field.field.required else {}
        attributes |= {"aria-invalid": "true"} if field.errors else {}
    if field.aria_describedby:
        attributes["aria-describedby"] = field.aria_describedby
    choices = format_html_join(
        "",
        '<div class="kern-form-check">{}<label class="kern-label" for="{}">{}</label></div>',
        ((option.tag(), option.id_for_label, option.choice_label) for option in field),
    )
    return format_html(
        '<fieldset{}><legend class="kern-label">{}{}</legend>{}<div class="kern-fieldset__body">{}</div>{}</fieldset>',
        flatatt(attributes), field.label, _optional(field), _hint(field), choices, _errors(field),
    )  # fmt: skip


def _optional(field: "KernField") -> SafeString:
    if not field.marked_optional:
        return NOTHING
    return format_html(' <span class="kern-label__optional">{}</span>', gettext("(optional)"))


def _hint(field: "KernField") -> SafeString:
    if not field.help_text:
        return NOTHING
    return format_html('<div class="kern-hint" id="{}_helptext">{}</div>', field.auto_id, field.help_text)


def _errors(field: "KernField") -> SafeString:
    if not field.errors:
        return NOTHING
    drawn = format_html_join(
        "",
        '<p class="kern-error"><span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
        '<span class="kern-body">{}</span></p>',
        ((error,) for error in field.errors),
    )
    return format_html('<div id="{}_error">{}</div>', field.auto_id, drawn)
