"""Images are drawn anew: nothing of the file survives but its pixels; nothing that is no image comes in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from spilno.library.actions import documents
from spilno.library.models import Image
from spilno.library.picturing import NoImageError, draw
from tests.cast import Network, load_network


@pytest.fixture
def network(db: None, settings, tmp_path) -> Network:  # type: ignore[no-untyped-def]
    settings.HOME = tmp_path
    return load_network()


def a_file(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), exif: bool = True) -> bytes:
    picture = Pillow.new("RGB", size, (200, 30, 30))
    data = Pillow.Exif()
    if exif:
        data[0x010F] = "SECRET-CAMERA"
        data[0x0112] = 6  # lying on its side
    out = io.BytesIO()
    picture.save(out, kind, exif=data)
    return out.getvalue()


def upload(network: Network, content: bytes, **words: str):  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(network.coordinator)
    file = SimpleUploadedFile("../../evil.svg", content, content_type="image/svg+xml")
    values = {"file": file, "alt_de": "Rathaus", "credit": "Stadt Unna"} | words
    return client.post("/de/library/keep/images/", values)


def test_an_image_is_drawn_anew_upright_and_without_what_was_hidden_in_it(network: Network) -> None:
    assert upload(network, a_file()).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (1000, 2000), "turned upright"
    answer = Client().get(f"/de/images/{image.digest}/{image.width}.webp")
    content = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "image/webp" and b"SECRET" not in content
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not Pillow.open(io.BytesIO(content)).getexif()
    small = Client().get(f"/de/images/{image.digest}/480.webp")
    assert Pillow.open(io.BytesIO(b"".join(small.streaming_content))).size == (480, 960)
    assert Client().get(f"/de/images/{image.digest}/481.webp").status_code == 404


@pytest.mark.parametrize("number", [2, 25])
def test_an_editor_offers_what_is_stored_page_by_page(network: Network, django_assert_num_queries, number: int) -> None:  # type: ignore[no-untyped-def]
    for at in range(number):
        Image.objects.create(digest=f"{at:064}", width=2000, height=1000, alt_uk=f"міст {at}", credit="c")
    client = Client()
    client.force_login(network.coordinator)
    address = "/de/library/keep/images/choose.json"
    client.get(address)
    with django_assert_num_queries(7):
        first = client.get(address).json()
    newest = first["images"][0]
    assert (newest["alt"], newest["alts"]["de"]) == (f"міст {number - 1}", "")
    assert (newest["width"], newest["height"]) == (480, 240)
    assert len(first["images"]) == min(number, 24)
    assert first["next"] == ("" if number <= 24 else f"{address}?page=2")
    if first["next"]:
        assert [one["alt"] for one in client.get(first["next"]).json()["images"]] == ["міст 0"]
    assert client.get(address, {"page": 9}).status_code == 404


def test_the_same_picture_again_is_the_one_that_is_there_and_the_page_says_so(network: Network) -> None:
    client = Client()
    client.force_login(network.coordinator)
    for words, said in (("Rathaus", "Das Bild ist gespeichert"), ("Ein anderes Haus", "Dieses Bild ist schon da")):
        file = SimpleUploadedFile("a.jpg", a_file())
        values = {"file": file, "alt_de": words, "credit": "Stadt Unna"}
        page = client.post("/de/library/keep/images/", values, follow=True).content.decode()
        assert said in page and 'value="Rathaus"' in page
    assert Image.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kind"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"", "kind"),
        (a_file()[:500], "kind"),
        (a_file("GIF", exif=False), "kind"),
    ],
)
def test_what_is_no_image_is_refused_by_its_content(network: Network, content: bytes, code: str) -> None:
    assert upload(network, content or b"x").status_code == 422
    assert not Image.objects.exists()
    if content:
        with pytest.raises(NoImageError) as refused:
            draw(io.BytesIO(content), len(content))
        assert refused.value.code in (code, "broken")


def test_too_many_pixels_and_too_many_bytes_are_refused() -> None:
    out = io.BytesIO()
    Pillow.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(NoImageError) as refused:
        draw(out, out.tell())
    assert refused.value.code in ("pixels", "kind")
    with pytest.raises(NoImageError) as refused:
        draw(io.BytesIO(b""), 16_000_000)
    assert refused.value.code == "large"


def test_an_image_needs_words_and_stays_while_a_text_shows_it(network: Network) -> None:
    assert upload(network, a_file(), alt_de="").status_code == 422
    upload(network, a_file())
    image = Image.objects.get()
    values = {
        "key": "page", "kind": "page", "original_language": "de", "valid_as_of": None, "answered_by": None, "readers": [],
        "place": "none", "position": 1,
    }  # fmt: skip
    document = documents.save_document(values, acting_user=network.coordinator)
    words = {"title": "Seite", "summary": "", "text": f"![](image:{image.pk})\n\n![x](image:999)"}
    version = documents.write_version(document, "de", words, saves=0, acting_user=network.coordinator)
    documents.publish(version, acting_user=network.coordinator)
    page = Client().get("/de/pages/page/").content.decode()
    assert 'alt="Rathaus"' in page and "Stadt Unna" in page and page.count("<img") == 1
    client = Client()
    client.force_login(network.coordinator)
    client.post(f"/de/library/keep/images/{image.pk}/remove/")
    assert Image.objects.exists()
    without = documents.write_version(
        document, "de", words | {"text": "ohne"}, saves=0, acting_user=network.coordinator
    )
    client.post(f"/de/library/keep/images/{image.pk}/remove/")
    assert Image.objects.exists(), "readers still see it"
    documents.publish(without, acting_user=network.coordinator)
    client.post(f"/de/library/keep/images/{image.pk}/remove/")
    assert not Image.objects.exists()
    assert Client().get(f"/de/images/{image.digest}/480.webp").status_code == 404


def test_each_language_has_the_mark_with_its_own_words(network: Network) -> None:
    upload(network, a_file(), alt_de="Rathaus [alt]", alt_uk="Ратуша")
    image = Image.objects.get()
    marks = [f"![Rathaus (alt)](image:{image.pk})", f"![Ратуша](image:{image.pk})"]
    assert image.marks == list(zip(("de", "uk"), marks, strict=True))
    client = Client()
    client.force_login(network.coordinator)
    page = client.get(f"/de/library/keep/images/{image.pk}/").content.decode()
    assert all(mark in page for mark in marks)
