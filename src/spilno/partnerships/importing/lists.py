"""A list as a whole: from its bytes to a plan, its source, the file as it is kept, the state it was checked in."""

import hashlib

from django.db.models import Count, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError
from spilno.partnerships.files import folder
from spilno.partnerships.importing.checking import Checker
from spilno.partnerships.importing.correcting import put_in_corrections
from spilno.partnerships.importing.mapping import Mapping, fit_mapping, fits, guess_mapping
from spilno.partnerships.importing.parties import PartyLinker
from spilno.partnerships.importing.planning import Plan, plan_rows
from spilno.partnerships.importing.reading import read_list
from spilno.partnerships.importing.sheet import Sheet, clean
from spilno.partnerships.models import ListImport, ListRow, Mention, Partnership, RegistrySource
from spilno.places.gazetteer import state as state_of_places


def plan_list(
    raw: bytes, name: str, mapping: Mapping | None, source: RegistrySource | None
) -> tuple[Sheet, Mapping, Plan]:
    """Reads, maps and links a list; writes nothing. Raises BadList."""
    sheet = read_list(raw, name, mapping.wanted if mapping else None)
    if mapping is None and source is not None and fits(source.mapping, sheet):
        mapping = Mapping.from_dict(source.mapping)
    mapping = fit_mapping(mapping or guess_mapping(sheet), sheet)
    known = source.pk if source and source.pk else None
    checker = Checker(sheet, mapping, PartyLinker(), put_in_corrections(sheet, mapping, known))
    # A row that is judged alone later is to be read as it would be here.
    sheet.reading["dates"] = checker.day_first
    return sheet, mapping, plan_rows(checker.rows(), known)


def source_called(title: str) -> RegistrySource:
    """The source of this name; a new one is not saved yet."""
    title = clean(title)[:200]
    key = slugify(title)[:60] or hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:16]
    return RegistrySource.objects.filter(key=key).first() or RegistrySource(key=key, title=title)


def kept_bytes(listed: ListImport) -> bytes:
    """The file as it was uploaded. Raises RefusedError where it is gone, or is not the same any more."""
    try:
        raw = (folder() / listed.checksum).read_bytes()
    except OSError:
        raise RefusedError(_("The file is no longer kept here. Please upload it again.")) from None
    if hashlib.sha256(raw).hexdigest() != listed.checksum:
        raise RefusedError(_("The file has changed since it was uploaded. Please upload it again."))
    return raw


def state_of(listed: ListImport) -> str:
    """Changes whenever the file would be linked or taken over otherwise than at the dry run."""
    return state_for(listed.checksum, listed.source_id)


def state_for(checksum: str, source_id: int | None) -> str:
    """The same for a file that is not kept; a source that is not saved yet has told nothing."""
    registry = Partnership.objects.aggregate(n=Count("pk"), at=Max("changed_at"), last=Max("pk"))
    told = Mention.objects.filter(source=source_id).count()
    decided = ListRow.objects.filter(list_import__source=source_id).exclude(choices={}).count()
    words = repr((checksum, state_of_places(), sorted(registry.items()), told, decided))
    return hashlib.sha256(words.encode()).hexdigest()
