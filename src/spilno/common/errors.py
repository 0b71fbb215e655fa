"""What may go wrong in any app.

Exception
+-- RefusedError        a change is refused for a reason a person can read and act on
+-- WithdrawnError      something public was withdrawn in an emergency; answered with HTTP 410
"""


class RefusedError(Exception):
    """A rule forbids the change; the text is for the person, `field` names the form's field where there is one."""

    def __init__(self, text: str, field: str | None = None) -> None:
        self.field = field
        super().__init__(text)


class WithdrawnError(Exception):
    """The public part of an organisation or of what belongs to it is withdrawn."""
