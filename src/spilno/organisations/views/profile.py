"""An organisation's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from spilno.organisations.queries import get_organisation_for, viewer_of


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_organisation_for(viewer_of(request.user), pk)
    return render(request, "organisations/detail.html", {"organisation": organisation})
