"""One spelling for each e-mail address, and none that only looks like another one."""

import unicodedata

import idna
from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError

LONGEST = 254


def _scripts(text: str) -> set[str]:
    """Writing systems of the letters, as Unicode names begin with them: LATIN, CYRILLIC, GREEK."""
    return {unicodedata.name(sign, "UNKNOWN").split()[0] for sign in text if sign.isalpha()}


def normalise(address: str) -> str:
    """Lower case, the domain in the ASCII form the registries use.

    Raises RefusedError where a part mixes writing systems (a Cyrillic letter inside a Latin name) or is no domain.
    """
    local, _at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    parts = [local, *domain.split(".")]
    if any(len(_scripts(part)) > 1 for part in parts):
        raise RefusedError(
            _("This address mixes letters of different alphabets. Please type it anew on one keyboard."), "email"
        )
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise RefusedError(_("The part behind the @ is not a domain name."), "email") from error
    found = f"{local}@{ascii_domain}"
    if len(found) > LONGEST or not local:
        raise RefusedError(_("This is not an e-mail address."), "email")
    return found
