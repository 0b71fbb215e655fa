"""Images of the website: for the network office; the files for everybody."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.listing import page_of
from spilno.library.actions import images as actions
from spilno.library.forms import ImageForm, NewImageForm
from spilno.library.models import Image
from spilno.library.picturing import file_of, widths_of
from spilno.library.queries import must_keep
from spilno.library.queries.images import used_in
from spilno.organisations.views.common import person_of, press, signed_in

PER_PAGE = 24
# The column of a text is narrower; twice as many points stay sharp on a fine screen.
WIDEST_IN_EDITOR = 960
YEAR_S = 365 * 24 * 3600


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def images(request: HttpRequest) -> HttpResponse:
    must_keep(request.user)
    form = NewImageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        image, created = actions.add_image(form.drawn, form.cleaned_data, acting_user=person_of(request))
        if created:
            messages.success(request, _("The image is stored."))
        else:
            messages.warning(request, _("This image is there already, with these words; you can change them here."))
        return redirect("library:image", pk=image.pk)
    page = page_of(Image.objects.all(), request.GET.get("page", ""), per_page=PER_PAGE)
    return render(request, "library/images.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def image(request: HttpRequest, pk: int) -> HttpResponse:
    must_keep(request.user)
    row = get_object_or_404(Image, pk=pk)
    form = ImageForm(request.POST or None, initial={name: getattr(row, name) for name in actions.WORDS})
    if request.method == "POST" and form.is_valid():
        actions.describe_image(row, form.cleaned_data, acting_user=person_of(request))
        messages.success(request, _("It is saved."))
        return redirect("library:images")
    context = {"form": form, "image": row, "widths": widths_of(row.width), "used_in": used_in(row)}
    return render(request, "library/image.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def for_editor(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a text being written finds the picture that it names by number."""
    must_keep(request.user)
    row = get_object_or_404(Image, pk=pk)
    width = max(one for one in widths_of(row.width) if one <= WIDEST_IN_EDITOR)
    address = reverse("library:image_file", args=[row.digest, width])
    size = {"width": row.width, "height": row.height}
    return JsonResponse({"address": address, "alt": row.alt, **size})


@signed_in
@require_safe
def to_choose(request: HttpRequest) -> HttpResponse:
    """What an editor offers for a text being written: a page of the stored images, and where the next one is."""
    must_keep(request.user)
    page = page_of(Image.objects.all(), request.GET.get("page", ""), per_page=PER_PAGE)
    following = f"{request.path}?page={page.next_page_number()}" if page.has_next() else ""
    return JsonResponse({"images": [_offered(row) for row in page], "next": following})


def _offered(row: Image) -> dict[str, object]:
    width = min(widths_of(row.width))
    return {
        "number": row.pk,
        "address": reverse("library:image_file", args=[row.digest, width]),
        "alt": row.alt,
        "alts": {code: getattr(row, f"alt_{code}") for code, _name in settings.LANGUAGES},
        "width": width,
        "height": round(row.height * width / row.width),
    }


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    must_keep(request.user)
    row = get_object_or_404(Image, pk=pk)
    press(request, lambda: actions.remove_image(row, acting_user=person_of(request)))
    return redirect("library:images")


@require_safe
def file(request: HttpRequest, digest: str, width: int) -> HttpResponse | FileResponse:
    """The picture itself. Its name is its content's sum: it never changes, and nobody guesses one that is not shown."""
    path = file_of(digest, width)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
