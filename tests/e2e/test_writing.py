"""Writing a page as it will look: a stored image is chosen, or comes in by the mark of its own page, and is seen as it is."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from spilno.library.actions.images import add_image, remove_image
from spilno.library.models import Document, DocumentVersion, Image
from spilno.library.picturing import draw
from tests.cast import Network, load_network
from tests.e2e.conftest import open_page
from tests.e2e.looking import sign_in
from tests.e2e.walking import caret_at_end, editor, press

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASTE = """(where, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  where.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


DROP = """where => {
  const data = new DataTransfer();
  data.items.add(new File(["x"], "a.png", {type: "image/png"}));
  const {x, y} = where.lastElementChild.getBoundingClientRect();
  const at = {clientX: x + 2, clientY: y + 2, bubbles: true, cancelable: true};
  return where.dispatchEvent(new DragEvent("drop", {dataTransfer: data, ...at}));
}"""


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def stored(network: Network, words: str = "The town hall", blue: int = 160) -> Image:
    out = io.BytesIO()
    Pillow.new("RGB", (600, 400), (40, 90, blue)).save(out, "PNG")
    said = {"alt_de": "", "alt_uk": "", "alt_en": words, "credit": "City"}
    drawn = draw(SimpleUploadedFile("a.png", out.getvalue()), 1)
    return add_image(drawn, said, acting_user=network.coordinator)[0]


def written(text: str) -> DocumentVersion:
    document = Document.objects.create(key="town", kind="page", original_language="en")
    return DocumentVersion.objects.create(document=document, language="en", number=1, title="Our town", text=text)


def writing(chromium: Browser, server: LiveServer, network: Network) -> Page:
    page = open_page(chromium)
    sign_in(page, network.coordinator, server)
    page.goto(f"{server.url}/en/library/keep/town/en/")
    return page


def seen(page: Page, words: str) -> Locator:
    """An image of the text being written, once the browser has drawn its pixels."""
    image = editor(page).get_by_role("img", name=words, exact=True)
    expect(image).to_be_visible()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 600
    return image


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_the_mark_of_an_image_shows_it_and_leaves_nothing_behind(
    how: str, chromium: Browser, live_server: LiveServer
) -> None:
    network = load_network()
    image = stored(network)
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
    seen(page, "The town hall")
    page.keyboard.type("After")
    press(page, "Save the draft")
    shown = page.locator("main .prose")
    expect(shown.get_by_role("img", name="The town hall")).to_be_visible()
    expect(shown.locator("p")).to_have_text(["Before", "Image: City", "After"])
    assert DocumentVersion.objects.get().text == f"Before\n\n{mark}\n\nAfter"
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_stored_image_is_chosen_by_keyboard_and_stands_where_the_caret_was(
    chromium: Browser, live_server: LiveServer
) -> None:
    network = load_network()
    stored(network)
    bridge = stored(network, "The bridge", 20)
    written("Before\n\nAfter")
    page = writing(chromium, live_server, network)
    caret_at_end(page, "Before")
    chooser = page.get_by_role("button", name="Image", exact=True)
    chooser.press("Enter")
    offered = page.get_by_role("group", name="Choose a stored image.")
    expect(offered.get_by_role("button")).to_have_count(2)
    # The last that was stored comes first, and has the focus.
    expect(offered.get_by_role("button", name="The bridge")).to_be_focused()
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(editor(page)).to_be_focused()
    expect(chooser).to_have_attribute("aria-pressed", "false")
    chooser.click()
    expect(chooser).to_have_attribute("aria-pressed", "true")
    expect(offered.get_by_role("button", name="The bridge")).to_be_focused()
    page.keyboard.press("Enter")
    seen(page, "The bridge")
    expect(offered).to_be_hidden()
    page.keyboard.type("Between")
    press(page, "Save the draft")
    expect(page.locator("main .prose img")).to_have_count(1)
    assert DocumentVersion.objects.get().text == f"Before\n\n![The bridge](image:{bridge.pk})\n\nBetween\n\nAfter"
    assert page.complaints == []  # type: ignore[attr-defined]


def test_more_images_come_once_and_whoever_is_signed_out_is_told(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    for at in range(26):
        Image.objects.create(digest=f"{at:064}", width=600, height=400, alt_en=f"Picture {at}", credit="City")
    written("Before")
    page = writing(chromium, live_server, network)
    page.get_by_role("button", name="Image", exact=True).click()
    pictures = page.get_by_role("group", name="Choose a stored image.").get_by_role("button", name="Picture")
    expect(pictures).to_have_count(24)
    page.get_by_role("button", name="More images").dblclick()
    expect(pictures).to_have_count(26)
    page.get_by_role("button", name="Image", exact=True).click()
    page.context.clear_cookies()
    page.get_by_role("button", name="Image", exact=True).click()
    expect(page.get_by_text("The images cannot be listed just now. Are you still signed in?")).to_be_visible()


def test_where_no_image_is_stored_the_way_to_store_one_is_offered(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    written("Before")
    page = writing(chromium, live_server, network)
    page.get_by_role("button", name="Image", exact=True).click()
    offered = page.get_by_role("group", name="Choose a stored image.")
    expect(offered).to_contain_text("No image is stored yet.")
    store = offered.get_by_role("link", name="Store a new image (in a new tab)")
    expect(store).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.get_by_role("heading", name="Images", exact=True)).to_be_visible()
    assert page.complaints == []  # type: ignore[attr-defined]


def test_images_are_seen_while_one_writes_and_kept_as_their_numbers(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    first, second = stored(network), stored(network, "The bridge", 20)
    text = f"Before\n\n![Our hall](image:{first.pk})\n\nBetween\n\n![](image:{second.pk})\n\nAfter"
    written(text)
    page = writing(chromium, live_server, network)
    seen(page, "Our hall")
    # Words of its own where the text gives none, as readers have it.
    bridge = seen(page, "The bridge")
    bridge.click()
    page.keyboard.press("Delete")
    expect(bridge).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    seen(page, "The bridge")
    page.get_by_role("button", name="Redo").click()
    expect(bridge).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    seen(page, "The bridge")
    press(page, "Save the draft")
    expect(page.locator("main .prose img")).to_have_count(2)
    assert DocumentVersion.objects.get().text == text
    assert page.complaints == []  # type: ignore[attr-defined]


def test_an_image_that_is_gone_is_said_and_its_mark_stays(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    gone = stored(network)
    text = f"Before\n\n![The town hall](image:{gone.pk})\n\nAfter"
    remove_image(gone, acting_user=network.coordinator)
    written(text)
    page = writing(chromium, live_server, network)
    expect(editor(page)).to_contain_text("The town hall")
    expect(editor(page)).to_contain_text("This image has been removed; readers see nothing here.")
    caret_at_end(page, "After")
    page.keyboard.type("wards")
    press(page, "Save the draft")
    expect(page.locator("main .prose")).to_contain_text("Afterwards")
    assert DocumentVersion.objects.get().text == f"{text}wards"


def test_an_image_from_elsewhere_does_not_come_in(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    own = stored(network)
    written(f"![Our hall](image:{own.pk})\n\nAfter")
    page = writing(chromium, live_server, network)
    seen(page, "Our hall")
    caret_at_end(page, "After")
    pasted = "<p>Pasted</p>" + "".join(
        f'<img src="{address}" alt="x">'
        for address in ("https://elsewhere.example/a.png", "data:image/gif;base64,R0lG")
    )
    editor(page).evaluate(PASTE, pasted)
    expect(editor(page)).to_contain_text("Pasted")
    expect(editor(page).locator("img")).to_have_count(1)
    told = page.get_by_text("An image from elsewhere was left out.")
    expect(told).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_count(0)
    # A picture's file, as it comes from a folder; the browser would leave the page for it.
    assert not editor(page).evaluate(DROP)
    expect(told).to_be_visible()
    press(page, "Save the draft")
    expect(page.locator("main .prose")).to_contain_text("Pasted")
    assert DocumentVersion.objects.get().text == f"![Our hall](image:{own.pk})\n\nAfterPasted"
    assert page.complaints == []  # type: ignore[attr-defined]
