"""What a place is called for a reader, from the names in its row."""

from django.utils.translation import get_language


def readers_name(country: str, name: str, de: str, uk: str, en: str, language: str = "") -> tuple[str, str]:
    """The name in the reader's language, the official one where no other is known, and its language ("" for unknown).

    language: the reader's, where it is known; a list asks for it once.
    """
    language = language or (get_language() or "en")[:2]
    own = de if language == "de" else uk if language == "uk" else en if language == "en" else ""
    if own:
        return own, language
    # A Kreis keeps its word in every language: "Steinfurt" alone would be the town.
    if country == "UA":
        return (en, "en") if en else (name, "uk")
    return (de or name, "de") if country == "DE" else (name, "")
