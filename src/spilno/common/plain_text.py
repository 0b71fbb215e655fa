"""What people type, made harmless for showing without changing what it says."""

import unicodedata

# Signs that turn the direction of writing or hide; nobody types them into a name.
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


def one_line(text: str) -> str:
    """A name or a title: one line, no invisible signs, normal spaces."""
    kept = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text if _visible(sign))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def several_lines(text: str) -> str:
    """A longer text: its paragraphs stay, invisible signs and spaces at line ends go."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = ["".join(sign for sign in line if sign == "\t" or _visible(sign)) for line in lines]
    return unicodedata.normalize("NFC", "\n".join(kept)).strip()


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in _INVISIBLE or sign in "\n\t"
