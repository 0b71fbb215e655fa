"""Mail domains as proof of belonging: compared in ASCII, look-alikes and everybody's providers refused."""

import unicodedata

from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError

# Domains where anybody gets an address; belonging to one proves nothing.
FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de live.com live.de yahoo.com yahoo.de ymail.com
    icloud.com me.com aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org proton.me
    protonmail.com tutanota.com tuta.io ukr.net i.ua meta.ua bigmir.net email.ua online.ua mail.ru yandex.ru yandex.ua
    rambler.ru wp.pl o2.pl onet.pl interia.pl
    """.split()  # noqa: SIM905  (a list of seventy strings reads worse)
)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def ascii_domain(text: str) -> str:
    """The domain as name servers know it. Raises RefusedError for what is no domain, or mixes alphabets in one word."""
    domain = text.strip().strip(".").lower().rpartition("@")[2]
    for label in domain.split("."):
        scripts = {_script(letter) for letter in label if letter.isalpha()}
        if len(scripts) > 1:
            raise RefusedError(_("This domain mixes letters of several alphabets."), field="domain")
    try:
        found = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise RefusedError(_("This is no domain, for example stadt-unna.de."), field="domain") from error
    labels = found.split(".")
    if len(found) > 253 or len(labels) < 2 or not all(_is_label(label) for label in labels) or labels[-1].isdigit():
        raise RefusedError(_("This is no domain, for example stadt-unna.de."), field="domain")
    return found


def _is_label(label: str) -> bool:
    inner = label.replace("-", "")
    return (
        0 < len(label) <= 63
        and inner.isascii()
        and inner.isalnum()
        and not label.startswith("-")
        and not label.endswith("-")
    )


def proving_domain(text: str) -> str:
    """`ascii_domain`, refusing the providers where anybody gets an address."""
    domain = ascii_domain(text)
    if domain in FREE_MAIL:
        raise RefusedError(
            _("Anybody can have an address at this provider; it proves nothing about an organisation."), field="domain"
        )
    return domain
