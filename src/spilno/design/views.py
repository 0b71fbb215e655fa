"""The gallery of components."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spilno.design import gallery
from spilno.design.maps import render_map


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    context = {
        **gallery.forms_shown(),
        "names": gallery.NAMES,
        "german": gallery.GERMAN,
        "ukrainian": gallery.UKRAINIAN,
        "page": Paginator(range(100), 10).get_page(2),
        "crumbs": gallery.crumbs(),
        "bars": gallery.bars(),
        "map": render_map(gallery.POINTS, title=_("Map"), description=_("Three places on the outline of Europe.")),
        "colours": ["info", "success", "warning", "danger"],
    }
    return render(request, "design/components.html", context)
