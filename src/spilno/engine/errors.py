"""Errors of the engine.

EngineError
└── InvalidInput(field, message)   a value that no caller should pass; names the field and what would be right
"""


class EngineError(Exception):
    """Base of everything the engine raises on purpose."""


class InvalidInput(EngineError, ValueError):
    """`field` names the argument; the message says what would be right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message
