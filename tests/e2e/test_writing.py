"""Writing a page as it will look: a stored image comes in by the mark that its own page gives."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from spilno.library.actions.images import add_image
from spilno.library.models import Document
from spilno.library.picturing import draw
from tests.cast import load_network
from tests.e2e.conftest import open_page
from tests.e2e.looking import sign_in
from tests.e2e.walking import editor, press

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_the_mark_of_an_image_shows_it_and_leaves_nothing_behind(
    how: str, chromium: Browser, live_server: LiveServer
) -> None:
    network = load_network()
    out = io.BytesIO()
    Pillow.new("RGB", (600, 400), (40, 90, 160)).save(out, "PNG")
    words = {"alt_de": "", "alt_uk": "", "alt_en": "The town hall", "credit": "City"}
    image, _created = add_image(
        draw(SimpleUploadedFile("a.png", out.getvalue()), 1), words, acting_user=network.coordinator
    )
    Document.objects.create(key="town", kind="page", original_language="en")
    page = open_page(chromium)
    sign_in(page, network.coordinator, live_server)
    page.goto(f"{live_server.url}/en/library/keep/images/{image.pk}/")
    mark = page.locator("main code").inner_text()
    page.goto(f"{live_server.url}/en/library/keep/town/en/")
    page.get_by_label("Title").fill("Our town")
    editor(page).click()
    page.keyboard.type("Before")
    page.keyboard.press("Enter")
    if how == "typed":
        page.keyboard.type(mark)
    else:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("mark => navigator.clipboard.writeText(mark)", mark)
        page.keyboard.press("Control+V")
    expect(editor(page).get_by_role("img", name="The town hall")).to_have_count(1)
    page.keyboard.type("After")
    press(page, "Save the draft")
    written = page.locator("main .prose")
    expect(written.get_by_role("img", name="The town hall")).to_be_visible()
    expect(written.locator("p")).to_have_text(["Before", "Image: City", "After"])
