"""Lines of the log: one for each event, without personal data, and no text of a reader can begin another line."""

import json
import logging
import re
from datetime import UTC, datetime

ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+")
# Both kinds of network addresses; clock times and versions have fewer parts.
NETWORK = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{0,4}\b"
    r"|\b[0-9a-fA-F]{1,4}:(?:[0-9a-fA-F]{1,4}:)*:[0-9a-fA-F:]*"
)
QUERY = re.compile(r"(?<=[\w/-])\?[^\s\"']+")
TOKEN = re.compile(r"\b[\w-]{32,}(?::[\w-]+)*\b")


def without_people(text: str) -> str:
    """Mail addresses, network addresses, what stood behind a `?`, and long secrets give way to a word."""
    for pattern, word in ((ADDRESS, "[address]"), (NETWORK, "[network]"), (QUERY, "?[query]"), (TOKEN, "[token]")):
        text = pattern.sub(word, text)
    return text


def _where(record: logging.LogRecord, formatter: logging.Formatter) -> str:
    """The way to the fault: files and lines; the last line says what, without whom."""
    return without_people(formatter.formatException(record.exc_info)) if record.exc_info else ""


class AskedWrongly(logging.Filter):
    """Whoever asks for a host that this site is not has had the answer: one line, no fault.

    Left alone, scanners of the whole net would fill the log with errors and their ways through the code.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.exc_info = record.exc_text = None
        return True


class TextFormatter(logging.Formatter):
    """For people at a console."""

    def format(self, record: logging.LogRecord) -> str:
        message = without_people(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        trace = _where(record, self)
        return f"{record.levelname} {record.name}: {message}" + (f"\n{trace}" if trace else "")


class JsonFormatter(logging.Formatter):
    """For collectors: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
            "process": record.process,
        }
        # Numbers only: `extra={"account": 12}` names nobody to a stranger.
        for name in ("account", "status_code", "object"):
            value = getattr(record, name, None)
            if isinstance(value, int):
                entry[name] = value
        if trace := _where(record, self):
            entry["trace"] = trace
        return json.dumps(entry, ensure_ascii=False)
