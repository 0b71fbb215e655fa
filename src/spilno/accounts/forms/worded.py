"""Our words on the library's forms: labels and hints instead of placeholders that vanish while one types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_RULE = _("At least 12 characters. No common password, nothing from your name or address.")
WORDS: dict[str, tuple[Any, Any]] = {
    "email": (_("E-mail address"), ""),
    "login": (_("E-mail address"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("Present password"), ""),
    "password1": (_("New password"), PASSWORD_RULE),
    "password2": (_("New password once more"), ""),
    "code": (_("Code"), ""),
}


class Worded(forms.Form):
    """Mixed into a form of the library, before it."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in {**WORDS, **self.words}.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"spellcheck": "false", "autocapitalize": "off"}
