from typing import Any

from django.utils import timezone

from spilno.common.enums import Visibility
from spilno.common.partial_dates import PartialDate
from spilno.organisations.enums import Theme
from spilno.partnerships.actions.decisions import decide_row
from spilno.partnerships.actions.lists import upload_list
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import (
    AgreementType,
    CaseOutcome,
    ListState,
    PaperKind,
    Phase,
    PortraitQuestion,
    PortraitStatus,
    ReviewStatus,
    RowStatus,
    StepKind,
)
from spilno.partnerships.models import (
    Activity,
    CaseCandidate,
    CaseFile,
    CaseNote,
    CasePaper,
    CaseStep,
    Document,
    ListImport,
    ListRow,
    Mention,
    Partnership,
    PartnershipTheme,
    Portrait,
    PortraitAnswer,
    RegistrySource,
)
from spilno.partnerships.papers.building import build_paper
from tests.access.matrix import ACTING, COORDINATORS, EVERYBODY, SIGNED_IN, Row
from tests.cast import Network

ZHYTOMYR = frozenset({"zhytomyr_owner", "zhytomyr_editor"})
# Both parties keep a relation, the delegate of one, and the network office.
KEEPERS = ACTING | ZHYTOMYR | COORDINATORS


def relation(network: Network, *, status: str = ReviewStatus.CONFIRMED) -> Partnership:
    """Dortmund and Zhytomyr, once for each review state."""
    found = Partnership.objects.filter(parties__area=network.dortmund.area, status=status).first()
    if found is None:
        parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
        step = NewStatus(Phase.ACTIVE, AgreementType.PROJECT, begun=PartialDate.parse("2024"))
        found = enter_partnership(parties, [step], acting_user=None, confirmed=True)
        Partnership.objects.filter(pk=found.pk).update(status=status)
        Portrait.objects.create(partnership=found, status=PortraitStatus.PUBLISHED, published_at=timezone.now())
    return found


def _published(network: Network) -> dict[str, Any]:
    return {"pk": relation(network).pk}


def _waiting(network: Network) -> dict[str, Any]:
    return {"pk": relation(network, status=ReviewStatus.WAITING).pk}


def _step(network: Network) -> dict[str, Any]:
    found = relation(network)
    return {"pk": found.pk, "step": found.history.all()[0].pk}


def _document(network: Network) -> dict[str, Any]:
    found = relation(network)
    row = Document.objects.create(partnership=found, kind="report", title="x", link="https://example.org/")
    return {"pk": found.pk, "document": row.pk}


def _activity(network: Network) -> dict[str, Any]:
    found = relation(network)
    row = Activity.objects.create(partnership=found, on=timezone.localdate(), title="x")
    return {"pk": found.pk, "activity": row.pk}


def _in_german(network: Network) -> dict[str, Any]:
    return _published(network) | {"language": "de"}


def _submit(network: Network) -> dict[str, Any]:
    return _published(network) | {"move": "submit"}


def _publish(network: Network) -> dict[str, Any]:
    return _published(network) | {"move": "publish"}


def _case(network: Network) -> dict[str, Any]:
    return {"pk": case_of(network).pk}


def case_of(network: Network) -> CaseFile:
    """A case of Dortmund with a chosen proposal; opened anew where another row has closed it."""
    found = CaseFile.objects.filter(organisation=network.dortmund, outcome=CaseOutcome.OPEN, title="case").first()
    if found is None:
        found = CaseFile.objects.create(organisation=network.dortmund, title="case")
        for position, kind in enumerate(StepKind, start=1):
            CaseStep.objects.create(case=found, kind=kind, position=position)
        CaseCandidate.objects.create(case=found, area=network.zhytomyr.area, position=1)
    return found


def _case_step(network: Network) -> dict[str, Any]:
    found = case_of(network)
    return {"pk": found.pk, "step": found.steps.all()[0].pk}


def _candidate(network: Network) -> dict[str, Any]:
    found = case_of(network)
    return {"pk": found.pk, "candidate": found.candidates.get().pk}


def _closed(network: Network) -> dict[str, Any]:
    found = CaseFile.objects.create(organisation=network.dortmund, title="closed", outcome=CaseOutcome.STALLED)
    return {"pk": found.pk}


def _paper(network: Network) -> dict[str, Any]:
    found = case_of(network)
    content = build_paper(found, PaperKind.NEEDS_LIST, "en").as_dict()
    row = CasePaper.objects.get_or_create(
        case=found, kind=PaperKind.NEEDS_LIST, version=99, defaults={"content": content, "languages": "en"}
    )[0]
    return {"pk": found.pk, "paper": row.pk, "form": "docx"}


def _dortmund_case(network: Network) -> dict[str, Any]:
    return {"organisation": network.dortmund.pk}


def list_of(network: Network, state: str) -> ListImport:
    """A small list in that state, with one row to be decided."""
    source = RegistrySource.objects.get_or_create(key="office", defaults={"title": "Office"})[0]
    listed = upload_list(b"Stadt;Partnerstadt\nDortmund;Zhytomyr\n", "list.csv", source, acting_user=None)
    ListImport.objects.filter(pk=listed.pk).update(state=state)
    parties = [
        {"text": "Dortmund", "status": "linked", "side": 1, "area": network.dortmund.area_id, "candidates": []},
        {"text": "Zhytomyr", "status": "ask", "side": 2, "area": None, "candidates": [network.zhytomyr.area_id]},
    ]
    cells = {"Stadt": "Dortmund", "Partnerstadt": "Zhytomyr"}
    ListRow.objects.create(list_import=listed, number=2, status=RowStatus.ASK, parties=parties, cells=cells)
    return ListImport.objects.get(pk=listed.pk)


def _uploaded(network: Network) -> dict[str, Any]:
    return {"pk": list_of(network, ListState.UPLOADED).pk}


def _taken_over(network: Network) -> dict[str, Any]:
    return {"pk": list_of(network, ListState.APPLIED).pk}


def _list_row(network: Network) -> dict[str, Any]:
    return {"pk": list_of(network, ListState.APPLIED).rows.get().pk}


def _rejected(network: Network) -> dict[str, Any]:
    listed = list_of(network, ListState.APPLIED)
    parties = [{"text": "Nowhere", "status": "not_found", "side": 2, "area": None, "candidates": []}]
    cells = {"Stadt": "Dortmund", "Partnerstadt": "Nowhere"}
    message = {"code": "not_found", "text": "Nowhere"}
    ListRow.objects.create(
        list_import=listed, number=3, status=RowStatus.REJECTED, parties=parties, cells=cells, message=message
    )
    return {"pk": listed.pk}


def _decided_row(network: Network) -> dict[str, Any]:
    row = list_of(network, ListState.APPLIED).rows.get()
    decide_row(row, {"1": network.zhytomyr.area_id}, acting_user=None)
    return {"pk": row.pk}


READERS_OF_CASES = ACTING | {"dortmund_reader"}

ROWS = [
    Row("partnerships:registry", EVERYBODY),
    Row("partnerships:registry", EVERYBODY, query="?view=table&q=Dortmund", case="table"),
    Row("partnerships:registry", EVERYBODY, query="?view=map", case="map"),
    Row("partnerships:figures", EVERYBODY),
    Row("partnerships:registry_csv", EVERYBODY),
    Row("partnerships:registry_xlsx", EVERYBODY),
    Row("partnerships:registry_json", EVERYBODY),
    Row("partnerships:registry_geojson", EVERYBODY),
    Row("partnerships:registry_jsonld", EVERYBODY),
    Row("partnerships:registry_atom", EVERYBODY),
    Row("partnerships:network", EVERYBODY, query="?place=ags:05913000"),
    Row("partnerships:detail", EVERYBODY, _published),
    Row("partnerships:detail", KEEPERS | {"dortmund_reader"}, _waiting, case="waiting"),
    Row("partnerships:enter", SIGNED_IN),
    Row("partnerships:add_step", KEEPERS, _published),
    Row("partnerships:edit_step", KEEPERS, _step),
    Row("partnerships:remove_step", KEEPERS, _step, method="post"),
    Row("partnerships:confirm", COORDINATORS, _waiting, method="post"),
    Row("partnerships:decline", COORDINATORS, _waiting, method="post"),
    Row("partnerships:facts", KEEPERS, _published),
    Row("partnerships:text", KEEPERS, _in_german),
    Row("partnerships:add_document", KEEPERS, _published),
    # A link has no file to hand out: nobody gets one.
    Row("partnerships:document", frozenset(), _document),
    Row("partnerships:remove_document", KEEPERS, _document, method="post"),
    Row("partnerships:add_activity", KEEPERS, _published),
    Row("partnerships:remove_activity", KEEPERS, _activity, method="post"),
    Row("partnerships:portraits", EVERYBODY),
    Row("partnerships:portrait", EVERYBODY, _published),
    Row("partnerships:edit_portrait", KEEPERS, _published),
    Row("partnerships:edit_portrait_in", KEEPERS, _in_german),
    Row("partnerships:move_portrait", KEEPERS, _submit, method="post", case="submit"),
    Row("partnerships:move_portrait", COORDINATORS, _publish, method="post", case="publish"),
    Row("partnerships:lists", COORDINATORS),
    Row("partnerships:list_upload", COORDINATORS),
    Row("partnerships:lists_waiting", COORDINATORS),
    Row("partnerships:list_row", COORDINATORS, _list_row),
    Row("partnerships:list_decision_undo", COORDINATORS, _decided_row),
    Row("partnerships:list", COORDINATORS, _taken_over),
    Row("partnerships:list_corrections", COORDINATORS, _rejected),
    Row("partnerships:list_columns", COORDINATORS, _uploaded),
    Row("partnerships:list_run", COORDINATORS, _uploaded, method="post"),
    Row("partnerships:list_undo", COORDINATORS, _taken_over),
    Row("partnerships:list_discard", COORDINATORS, _uploaded, method="post"),
    Row("partnerships:cases", SIGNED_IN),
    Row("partnerships:open_case", ACTING, _dortmund_case),
    Row("partnerships:case", READERS_OF_CASES, _case),
    Row("partnerships:edit_case", ACTING, _case),
    Row("partnerships:case_step", ACTING, _case_step),
    Row("partnerships:add_candidate", ACTING, _case),
    Row("partnerships:judge_candidate", ACTING, _candidate),
    Row("partnerships:write_note", ACTING, _case, method="post"),
    Row("partnerships:make_paper", ACTING, _case, method="post"),
    Row("partnerships:paper", READERS_OF_CASES, _paper),
    Row("partnerships:sign_case", ACTING, _case),
    Row("partnerships:close_case", ACTING, _case),
    Row("partnerships:reopen_case", ACTING, _closed, method="post"),
]

# A confirmed relation is public with its history; what stands beside it is as visible as its row says.
PUBLIC = {
    "partnerships.Partnership": {"local_label", "sort_name", "search_text"},
    "partnerships.StatusChange": {"local_label", "term", "decided_by", "note", "source_url"},
    "partnerships.InvolvedOrganisation": {"name"},
    "partnerships.PartnershipText": {"text"},
    "partnerships.RegistrySource": {"key", "title", "url", "licence"},
}


def fill(network: Network) -> None:
    """One hidden row of each kind beside a public relation, and a relation that waits."""
    public, waiting = relation(network), relation(network, status=ReviewStatus.WAITING)
    PartnershipTheme.objects.create(partnership=public, theme=Theme.values[0])
    hidden = {"partnership": public, "visibility": Visibility.INTERNAL}
    Document.objects.create(kind="report", title="x", link="https://example.org/x", **hidden)
    Activity.objects.create(on=timezone.localdate(), title="x", **hidden)
    draft = waiting.portrait
    Portrait.objects.filter(pk=draft.pk).update(status=PortraitStatus.DRAFT)
    PortraitAnswer.objects.create(portrait=draft, question=PortraitQuestion.HISTORY, language="de", text="x")
    for own in (network.dortmund, network.zhytomyr):
        case = CaseFile.objects.create(organisation=own, title="x", motion="x", outcome=CaseOutcome.OPEN)
        CaseStep.objects.create(case=case, kind=StepKind.MOTION, position=1, note="x", decided_by="x")
        CaseCandidate.objects.create(case=case, area=network.unna.area, position=1, note="x", match={"x": "x"})
        CaseNote.objects.create(case=case, text="x")
        CasePaper.objects.create(case=case, kind=PaperKind.DOSSIER, content={"x": "x"})
    source = RegistrySource.objects.create(key="x", title="x")
    listed = ListImport.objects.create(source=source, file_name="x", checksum="x")
    row = ListRow.objects.create(list_import=listed, number=1, status=RowStatus.ASK)
    Mention.objects.create(partnership=waiting, source=source, fingerprint="x", row=row)
