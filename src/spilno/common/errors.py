"""What may go wrong in any app.

Exception
+-- RefusedError        a change is refused for a reason a person can read and act on
|   +-- ChangedMeanwhileError   somebody else saved in between
+-- WithdrawnError      something public was withdrawn in an emergency; answered with HTTP 410
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


class RefusedError(Exception):
    """A rule forbids the change; the text is for the person, `field` names the form's field where there is one."""

    def __init__(self, text: str, field: str | None = None) -> None:
        self.field = field
        super().__init__(text)


class ChangedMeanwhileError(RefusedError):
    """Somebody else saved in between; `current` holds what is stored now."""

    def __init__(self, current: Mapping[str, Any]) -> None:
        self.current = current
        super().__init__(_("Somebody else has saved in the meantime. Please compare both versions and save again."))


class WithdrawnError(Exception):
    """The public part of an organisation or of what belongs to it is withdrawn."""
