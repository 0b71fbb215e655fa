"""Spans of time, days and names of languages in the case that the clauses are written for.

Clauses use German durations after a preposition with the dative ("für die Dauer von 3 Jahren"), Ukrainian ones in the
accusative ("на 3 роки"), so that one form each is enough. The catalogue of translations cannot choose a case.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import override

GERMAN = {"year": ("einem Jahr", "{} Jahren"), "month": ("einem Monat", "{} Monaten")}
ENGLISH = {"year": ("one year", "{} years"), "month": ("one month", "{} months")}
UKRAINIAN = {"year": ("рік", "роки", "років"), "month": ("місяць", "місяці", "місяців")}

LANGUAGES = {
    "de": {"de": "deutscher", "uk": "ukrainischer", "en": "englischer"},
    "uk": {"de": "німецькою", "uk": "українською", "en": "англійською"},
    "en": {"de": "German", "uk": "Ukrainian", "en": "English"},
}
# Otherwise Ukrainian days below ten would have a zero in front, and English ones an abbreviated month.
FORMATS = {"en": "j F Y", "uk": "j E Y р."}
AND = {"de": " und ", "uk": " та ", "en": " and "}


def duration(number: int, unit: str, language: str) -> str:
    """unit: "year" or "month"."""
    if language == "uk":
        last, last_two = number % 10, number % 100
        few = 2 <= last <= 4 and not 12 <= last_two <= 14
        form = 0 if last == 1 and last_two != 11 else 1 if few else 2
        return f"{number} {UKRAINIAN[unit][form]}"
    one, many = (GERMAN if language == "de" else ENGLISH)[unit]
    return one if number == 1 else many.format(number)


def joined_languages(languages: Sequence[str], language: str) -> str:
    """ "deutscher, ukrainischer und englischer"; "німецькою та українською"; "German and Ukrainian"."""
    names = [LANGUAGES[language][one] for one in languages]
    return AND[language].join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def day_of(day: date, language: str) -> str:
    """As an agreement writes it: 12. März 2026, 12 березня 2026 р., 12 March 2026."""
    with override(language):
        return date_format(day, FORMATS.get(language, "DATE_FORMAT"))
