"""Handing a kept paper out, for whichever app keeps it."""

from typing import Protocol

from django.http import FileResponse, Http404

from spilno.partnerships.files import ENDINGS, path_of


class Paper(Protocol):
    title: str
    file: str
    file_type: str


def attachment(paper: Paper, *, public: bool) -> FileResponse:
    """Always as an attachment, so that no browser runs it here. Raises Http404 where the file is gone."""
    try:
        content = path_of(paper.file).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{paper.title[:80]}{ENDINGS.get(paper.file_type, '')}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=paper.file_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not public:
        response["Cache-Control"] = "no-store"
    return response
