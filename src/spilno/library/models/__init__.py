from spilno.library.models.agreements import Agreement, AgreementParty, AgreementVersion
from spilno.library.models.documents import Document, DocumentVersion
from spilno.library.models.help import HelpCheck, HelpEntry
from spilno.library.models.images import Image
from spilno.library.models.menus import MenuEntry

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementVersion",
    "Document",
    "DocumentVersion",
    "HelpCheck",
    "HelpEntry",
    "Image",
    "MenuEntry",
]
