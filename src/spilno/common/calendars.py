"""Calendar files (RFC 5545): lines escaped and folded, the clocks of both countries."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MOST_OCTETS = 75
# Last Sundays of March and October, at 01:00 UTC everywhere: (standard, summer) offsets, hours on the wall.
_CLOCKS = {
    "Europe/Berlin": ("+0100", "+0200", "020000", "030000"),
    "Europe/Kyiv": ("+0200", "+0300", "030000", "040000"),
}


def escaped(text: str) -> str:
    """A text value: no sign of it ends the line or begins another property."""
    clean = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Continuation lines begin with a space; no sign is cut in two."""
    parts, part, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > MOST_OCTETS:
            parts.append(part)
            part, octets = " ", 1
        part += sign
        octets += size
    return "\r\n".join([*parts, part])


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(moment: datetime, zone: str) -> str:
    """`;TZID=…:…` to be put behind DTSTART or DTEND; the zone must stand in the file (`zone_lines`)."""
    return f";TZID={zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def zone_lines(zone: str) -> list[str]:
    """VTIMEZONE of one of both countries, by the rule of the European Union since 1996."""
    standard, summer, to_summer, to_standard = _CLOCKS[zone]
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:DAYLIGHT",
        f"DTSTART:19960331T{to_summer}",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        f"TZOFFSETFROM:{standard}",
        f"TZOFFSETTO:{summer}",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        f"DTSTART:19961027T{to_standard}",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        f"TZOFFSETFROM:{summer}",
        f"TZOFFSETTO:{standard}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def calendar_text(name: str, method: str, lines: Iterable[str], *, product: str) -> str:
    """A whole file around the lines of its components."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Spilno//{product}//EN", "CALSCALE:GREGORIAN"]
    head.append(f"METHOD:{method}")
    if name:
        head.append(f"X-WR-CALNAME:{escaped(name)}")
    return "".join(folded(line) + "\r\n" for line in [*head, *lines, "END:VCALENDAR"])
