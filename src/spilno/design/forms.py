"""Every form of the site in KERN: label, hint and error of each field are tied together for screen readers."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

from spilno.design.fields import draw_field, draw_select, draw_widget


class KernField(BoundField):
    """A field with KERN's classes on its widget; `required` is said by ARIA, optional fields are marked in words."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        if self.is_group:
            # One radio is neither required nor wrong: the group around it says so.
            attrs.pop("aria-invalid", None)
        elif self.field.required:
            attrs["aria-required"] = "true"
        names: list[str] = [self.css_of(widget or self.field.widget)]
        if self.errors:
            names.append(f"{names[0]}--error")
        attrs["class"] = " ".join([*names, str(attrs.get("class", ""))]).strip()
        return attrs

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        if widget is None and not only_initial and type(self.field.widget) is forms.Select:
            attrs = self.build_widget_attrs(attrs or {})
            if self.auto_id and "id" not in self.field.widget.attrs:
                attrs.setdefault("id", self.auto_id)
            return draw_select(self, attrs)
        return super().as_widget(widget, attrs, only_initial)

    @staticmethod
    def css_of(widget: forms.Widget) -> str:
        if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            return "kern-form-check__checkbox"
        if isinstance(widget, forms.RadioSelect):
            return "kern-form-check__radio"
        if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
            return "kern-form-input__select"
        return "kern-form-input__input"

    @property
    def is_select(self) -> bool:
        return self.css_of(self.field.widget) == "kern-form-input__select"

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_radio(self) -> bool:
        return self.css_of(self.field.widget) == "kern-form-check__radio"

    @property
    def is_group(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def marked_optional(self) -> bool:
        """A form that is optional as a whole sets `all_optional` and says so once."""
        return not (self.field.required or self.is_check or getattr(self.form, "all_optional", False))

    @property
    def first_id(self) -> str:
        """Where a link of the error summary leads: the field, or the first choice of a group."""
        return f"{self.auto_id}_0" if self.is_group else str(self.auto_id)


class KernRenderer(TemplatesSetting):
    form_template_name = "design/forms/form.html"
    # A name only: `design.fields` draws it.
    field_template_name = "design/forms/field"
    bound_field_class = KernField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == self.field_template_name:
            return draw_field(context["field"])
        drawn = draw_widget(template_name, context) if "widget" in context else None
        return super().render(template_name, context, request) if drawn is None else drawn
