"""What the privacy page says by itself: which data is kept, why, how long, and who receives what.

It reads the declarations that export and erasure obey, so that the page cannot promise something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spilno.common.personal import PersonalData, declared_models


@dataclass(frozen=True)
class Processing:
    purpose: str
    kept: str
    on_erasure: str


def _kept(retention: timedelta | None) -> str:
    if retention is None:
        return _("as long as the account exists, or until it is deleted by hand")
    days = retention.days
    if days == 0:
        hours = max(1, round(retention.total_seconds() / 3600))
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    if days % 365 == 0:
        return ngettext("%(number)d year", "%(number)d years", days // 365) % {"number": days // 365}
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def _on_erasure(declaration: PersonalData) -> str:
    if declaration.erase is not None or declaration.on_erasure == "forget":
        return _("what leads to you is removed")
    return _("stays as proof") if declaration.on_erasure == "keep" else _("deleted")


def processings() -> Iterator[Processing]:
    """One for each purpose, in the order of the house; several tables may serve one purpose."""
    seen = set()
    for _model, declaration in declared_models():
        one = Processing(_(declaration.purpose), _kept(declaration.retention), _on_erasure(declaration))
        if one not in seen:
            seen.add(one)
            yield one


def recipients() -> list[str]:
    """Who else gets personal data, by what this installation is set up to do."""
    found = []
    if not settings.MAIL_DELIVERY_BACKEND.endswith("dummy.EmailBackend"):
        found.append(_("the mail server of this installation, for every mail it sends"))
    if settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS"):
        found.append(_("the sign-in service you choose, if you sign in with it"))
    return found
