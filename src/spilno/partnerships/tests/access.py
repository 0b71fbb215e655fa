from spilno.common.enums import Visibility
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import DocumentKind, PaperKind, Phase, PortraitQuestion, RowStatus, StepKind
from spilno.partnerships.models import (
    Activity,
    CaseCandidate,
    CaseFile,
    CaseNote,
    CasePaper,
    CaseStep,
    Document,
    InvolvedOrganisation,
    ListImport,
    ListRow,
    Mention,
    PartnershipText,
    Portrait,
    PortraitAnswer,
    RegistrySource,
)
from tests.access.matrix import Row
from tests.cast import Network

ROWS: list[Row] = []


def fill(network: Network) -> None:
    """A relation of Dortmund and Zhytomyr that nobody has confirmed, with one row of everything; a case file, a list."""
    source = RegistrySource.objects.create(key="x", title="x")
    relation = enter_partnership(
        [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)],
        [NewStatus(Phase.INITIATED, note="x", source=source)],
        acting_user=network.dortmund_editor,
    )
    PartnershipText.objects.create(partnership=relation, language="de", text="x")
    InvolvedOrganisation.objects.create(partnership=relation, name="x")
    hidden = {"partnership": relation, "visibility": Visibility.INTERNAL, "title": "x"}
    Activity.objects.create(on="2026-01-01", **hidden)
    Document.objects.create(kind=DocumentKind.LETTER, **hidden)
    portrait = Portrait.objects.create(partnership=relation)
    PortraitAnswer.objects.create(portrait=portrait, question=PortraitQuestion.HISTORY, language="de", text="x")
    case = CaseFile.objects.create(organisation=network.dortmund, title="x", responsible=network.dortmund_editor)
    CaseStep.objects.create(case=case, kind=StepKind.MOTION, position=1, note="x")
    CaseCandidate.objects.create(case=case, area=network.zhytomyr.area, position=1, note="x")
    CaseNote.objects.create(case=case, text="x", written_by=network.dortmund_editor)
    CasePaper.objects.create(case=case, kind=PaperKind.DOSSIER)
    listed = ListImport.objects.create(source=source, file_name="x", checksum="x")
    row = ListRow.objects.create(list_import=listed, number=1, status=RowStatus.ASK)
    Mention.objects.create(partnership=relation, source=source, fingerprint="x", row=row)
