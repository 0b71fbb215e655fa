"""Things that search finds, one of each kind with a word of its own."""

from datetime import timedelta

from django.utils import timezone

from spilno.exchange.models import Report, ReportText
from spilno.exchange.tests.meetings import a_meeting, some_advice
from spilno.funding.actions.loading import load_programmes
from spilno.funding.starting import starter_records
from spilno.library.actions.loading import load_library
from spilno.newsletter.models import Edition, Issue
from spilno.organisations.models import OrganisationText
from spilno.partnersearch.models import PartnerRequest, RequestText
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase, PortraitStatus
from spilno.partnerships.models import Partnership, Portrait, PortraitAnswer
from spilno.search.indexing import rebuild
from tests.cast import Network
from tests.shapes import PARTNERSHIP, step


def relation(network: Network) -> Partnership:
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    history = [step(Phase.ACTIVE, "2023", PARTNERSHIP)]
    return enter_partnership(parties, history, acting_user=network.coordinator, confirmed=True)


def request_with(
    network: Network, title: str = "Шукаємо партнера для лелечого гнізда", **changed: object
) -> PartnerRequest:
    now = timezone.now()
    values = {"status": "open", "published_at": now, "expires_at": now + timedelta(days=90), "title": title}
    made = PartnerRequest.objects.create(organisation=network.zhytomyr, **values | changed)
    RequestText.objects.create(request=made, language="uk", part="title", text=title)
    RequestText.objects.create(request=made, language="uk", part="about", text="Наша громада має дві станції.")
    return made


def everything(network: Network) -> None:
    """One thing of each kind, each with a word of its own."""
    load_library(acting_user=None)
    load_programmes(starter_records(), acting_user=None)
    row = relation(network)
    portrait = Portrait.objects.create(partnership=row, status=PortraitStatus.PUBLISHED, published_at=timezone.now())
    PortraitAnswer.objects.create(portrait=portrait, language="de", question="began", text="Mit einem Kinderchor.")
    request_with(network)
    OrganisationText.objects.create(
        organisation=network.association, kind="about", language="de", text="Wir sammeln Rollstühle."
    )
    meeting = a_meeting(network, title_de="Löschfahrzeuge weitergeben", audience="public", days=-3)
    report = Report.objects.create(meeting=meeting, status="published", published_at=timezone.now())
    ReportText.objects.create(report=report, language="de", title="Ein Abend über Drehleitern", text="**Viele** kamen.")
    item = some_advice(meeting, "Wer bezahlt Dolmetscher?", "Das Kleinprojektefonds-Programm.")
    item.status = "published"
    item.save()
    issue = Issue.objects.create(state="sent", started_at=timezone.now())
    parts = [{"source": "", "heading": "Vorwort", "text": "Der Winterfahrplan steht.", "entries": []}]
    Edition.objects.create(issue=issue, language="de", subject="Rundbrief Winter", frozen=parts)
    rebuild()
