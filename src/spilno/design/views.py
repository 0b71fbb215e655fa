"""The gallery: every component once, with the longest words it must bear."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from spilno.design.maps import Point, render_map

# Names stay as they are in every language.
LONG_NAMES = ["Verwaltungsgemeinschaftsmitgliedsgemeinde", "Кам’янець-Подільська міська територіальна громада"]


class GalleryForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As the register writes it."))
    size = forms.IntegerField(label=_("At least this many inhabitants"), min_value=1, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("a", LONG_NAMES[0]), ("b", LONG_NAMES[1])])
    agreed = forms.BooleanField(label=_("I have read this"), required=False)
    way = forms.ChoiceField(
        label=_("Choose one"), choices=[("x", LONG_NAMES[0]), ("y", LONG_NAMES[1])], widget=forms.RadioSelect
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    points = [
        Point(51.53, 7.69, "Unna", highlighted=True),
        Point(49.23, 28.47, "Вінниця", mark="1"),
        Point(44.95, 34.1, "Сімферополь", mark="2"),
    ]
    context = {
        "names": LONG_NAMES,
        "empty_form": GalleryForm(prefix="empty"),
        "wrong_form": GalleryForm({"wrong-size": "-1"}, prefix="wrong"),
        "page": Paginator(range(100), 10).get_page(2),
        "crumbs": [{"url": "#", "label": LONG_NAMES[0]}, {"label": LONG_NAMES[1]}],
        "map": render_map(points, title=str(_("Map")), description=str(_("Three places on the outline of Europe."))),
        "colours": ["info", "success", "warning", "danger"],
    }
    return render(request, "design/components.html", context)
