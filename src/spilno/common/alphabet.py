"""Names in the order in which readers look for them."""

import unicodedata

# By their code points, Є, І, Ї and Ґ would stand before or behind all other letters; so each gets one in its place.
_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_IN_ORDER = {ord(letter): chr(0xE000 + number) for number, letter in enumerate(_UKRAINIAN)} | dict.fromkeys(
    map(ord, "’'ʼ")
)


def in_alphabet(name: str) -> str:
    """A key to sort names by: Ukrainian letters in the order of their alphabet, umlauts and accents like their bases."""
    plain = unicodedata.normalize("NFC", name.casefold()).translate(_IN_ORDER)
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
