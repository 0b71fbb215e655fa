"""The joint letter says only what there is to say."""

import pytest
from django.utils import timezone

from spilno.design.papers.word import as_docx
from spilno.matching.letters import letter_of
from spilno.matching.tests.test_fair import docx_text, three
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestText
from tests.cast import load_network

pytestmark = pytest.mark.django_db


def write(request: PartnerRequest, part: str, language: str, text: str) -> None:
    RequestText.objects.create(request=request, part=part, language=language, text=text, updated_at=timezone.now())


@pytest.mark.parametrize(("offers", "is_named"), [("Stadtentwicklung", False), ("Wasserversorgung", True)])
def test_what_both_texts_share_is_named_in_both_languages_or_not_at_all(offers: str, is_named: bool) -> None:
    """Once a letter said “Both texts speak of: .”"""
    zhytomyr, dortmund, _unna = three(load_network())
    write(zhytomyr, "seeks", "uk", "Житло, водопостачання")
    write(dortmund, "offers", "de", offers)
    made = Introduction.objects.create(
        request=zhytomyr, seeker=zhytomyr.organisation, other_request=dortmund, other=dortmund.organisation
    )
    words = docx_text(as_docx(letter_of(made)))
    assert ("Beide Texte sprechen von: " in words) == is_named
    assert ("В обох текстах ідеться про: " in words) == is_named
    assert ": ." not in words
