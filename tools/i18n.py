"""Collect what is to be translated, merge it into the catalogues, check and compile them; no GNU gettext needed.

python tools/i18n.py update     collect and merge into locale/*/LC_MESSAGES/django.po, then check
python tools/i18n.py check      change nothing; exit code 1 when a catalogue is incomplete or wrong
python tools/i18n.py compile    write the .mo files that Django reads
"""

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "uk": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
}
# Function name -> position of (context, text, plural text) among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "_": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"(?<!\w)(_|n?p?gettext(?:_lazy|_noop)?)\(")
STRING = re.compile(r"u?(?P<literal>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*", re.DOTALL)
NOTE = re.compile(r"#\s*(Translators:.*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*\}|</?[a-z][^>]*>")
# Formal address: Sie and Ви only.
FAMILIAR = {
    "de": re.compile(r"\b(du|dich|dir|dein(e|em|en|er|es)?)\b", re.IGNORECASE),
    "uk": re.compile(r"\b(ти|тебе|тобі|тобою|твій|твоя|твоє|твої|твого|твоєї)\b", re.IGNORECASE),
}

Key = tuple[str | None, str]


@dataclass
class Text:
    """One text to translate, with where it stands and what its author wants translators to know."""

    text: str
    context: str | None = None
    plural: str | None = None
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text


class NotLiteralError(ValueError):
    """A text is put together before it is translated, so that no catalogue can hold it."""


# --- Collecting ------------------------------------------------------------------------------------------------------


def _local_names(tree: ast.AST) -> dict[str, str]:
    """The names a module gives to the translation functions, e.g. `_` for `gettext_lazy`."""
    names = {name: name for name in FUNCTIONS if name != "_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in FUNCTIONS}
    return names


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise NotLiteralError(f"line {node.lineno}: translate a whole text and fill in its placeholders afterwards")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _note_above(lines: list[str], line: int) -> list[str]:
    for above in reversed(lines[max(0, line - 2) : line]):
        found = NOTE.search(above)
        if found:
            return [found.group(1).strip()]
    return []


def texts_of_python(source: str) -> Iterator[Text]:
    tree, lines = ast.parse(source), source.splitlines()
    names = _local_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called not in names:
            continue
        parts = [
            _literal(node.args[place]) if place is not None and place < len(node.args) else None
            for place in FUNCTIONS[names[called]]
        ]
        if parts[1]:
            yield Text(parts[1], parts[0], parts[2], notes=_note_above(lines, node.lineno))


def _strings(source: str, start: int) -> tuple[list[str], int]:
    """The string literals at the head of an argument list, and where they end."""
    found = []
    while match := STRING.match(source, start):
        found.append(ast.literal_eval(match["literal"]))
        start = match.end()
    return found, start


def texts_of_template(source: str) -> Iterator[Text]:
    """Django itself turns a template into calls with everything else blanked out; those are read here."""
    from django.utils.translation.template import templatize

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = templatize(source)
    lines = code.splitlines()
    read_to = 0
    for call in CALL.finditer(code):
        if call.start() < read_to:
            continue  # what looks like a call stands inside the text before it
        strings, read_to = _strings(code, call.end())
        places = FUNCTIONS[call.group(1)]
        context, text, plural = (strings[p] if p is not None and p < len(strings) else None for p in places)
        if text:
            yield Text(text, context, plural, notes=_note_above(lines, code.count("\n", 0, call.start()) + 1))


def source_files(root: Path) -> Iterator[Path]:
    for file in sorted((root / "src").rglob("*")):
        kind = file.suffix == ".py" or (file.suffix in (".html", ".txt") and "templates" in file.parts)
        if kind and not {"tests", "migrations", "static"} & set(file.parts):
            yield file


def collect(root: Path) -> dict[Key, Text]:
    """Every text of the source tree, in the order of files."""
    texts: dict[Key, Text] = {}
    for file in source_files(root):
        name = file.relative_to(root).as_posix()
        source = file.read_text(encoding="utf-8")
        try:
            found = list(texts_of_python(source) if file.suffix == ".py" else texts_of_template(source))
        except (NotLiteralError, SyntaxError) as error:
            raise SystemExit(f"{name}: {error}") from error
        for text in found:
            known = texts.setdefault(text.key, text)
            known.plural = known.plural or text.plural
            known.files += [name] if name not in known.files else []
            known.notes += [note for note in text.notes if note not in known.notes]
    return texts


# --- Merging ---------------------------------------------------------------------------------------------------------


def catalogue_path(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def _flags(text: Text) -> list[str]:
    both = text.text + (text.plural or "")
    if re.search(r"%\(\w+\)[sdif]|%[sdif]", both):
        return ["python-format"]
    return ["python-brace-format"] if re.search(r"\{\w*\}", both) else []


def _entry(text: Text, old: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=text.text,
        msgctxt=text.context,
        msgid_plural=text.plural or "",
        occurrences=[(file, "") for file in text.files],
        comment="\n".join(text.notes),
        flags=_flags(text),
    )
    if text.plural:
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    if old is not None:
        entry.tcomment = old.tcomment
        entry.flags += ["fuzzy"] if old.fuzzy else []
        if text.plural and old.msgid_plural:
            entry.msgstr_plural |= old.msgstr_plural
        elif not text.plural and not old.msgid_plural:
            entry.msgstr = old.msgstr
    return entry


def merge(texts: dict[Key, Text], path: Path, language: str) -> None:
    """Write the catalogue anew: translations are kept, those no longer needed go to its end as obsolete."""
    old = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    forms = int(PLURALS[language].split("=")[1].split(";")[0])
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "Spilno",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for text in texts.values():
        new.append(_entry(text, known.get(text.key), forms))
    for key, entry in known.items():
        if key not in texts and (entry.msgstr or any(entry.msgstr_plural.values())):
            entry.obsolete, entry.occurrences = True, []
            new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


# --- Checking --------------------------------------------------------------------------------------------------------


def _placeholders(text: str) -> list[str]:
    return sorted(found for found in PLACEHOLDER.findall(text) if found != "%%")


def _form_problems(original: str, translated: str, language: str, one: bool = False) -> Iterator[str]:
    wanted, found = _placeholders(original), _placeholders(translated)
    if not set(found) <= set(wanted) if one else wanted != found:
        yield f"placeholders or tags differ: {wanted} and {found}"
    if original.startswith("\n") != translated.startswith("\n") or original.endswith("\n") != translated.endswith("\n"):
        yield "line breaks at the ends differ"
    if FAMILIAR[language].search(translated):
        yield "familiar address; Sie and Ви only"


def entry_problems(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.msgid_plural:
        yield from ["untranslated"] if not entry.msgstr else _form_problems(entry.msgid, entry.msgstr, language)
        return
    forms = int(PLURALS[language].split("=")[1].split(";")[0])
    if sorted(entry.msgstr_plural) != list(range(forms)) or not all(entry.msgstr_plural.values()):
        yield f"needs {forms} plural forms"
        return
    for number, translated in entry.msgstr_plural.items():
        # German's first form is for exactly one and may do without the number; Ukrainian's is also for 21.
        one = language == "de" and number == 0
        yield from _form_problems(entry.msgid if one else entry.msgid_plural, translated, language, one)


def problems(root: Path, texts: Iterable[Key] | None = None) -> Iterator[str]:
    """Everything wrong with the catalogues, one line each; `texts` are the keys they must hold."""
    for language, plural in PLURALS.items():
        path = catalogue_path(root, language)
        if not path.is_file():
            yield f"{language}: there is no catalogue; run `python3 dev.py i18n`"
            continue
        catalogue = polib.pofile(str(path))
        live = [entry for entry in catalogue if not entry.obsolete]
        if catalogue.metadata.get("Plural-Forms", "").replace(" ", "") != plural.replace(" ", ""):
            yield f"{language}: wrong plural forms in the header"
        for entry in live:
            for problem in entry_problems(entry, language):
                yield f"{language}: {entry.msgid[:60]!r}: {problem}"
        have = {(entry.msgctxt, entry.msgid) for entry in live}
        for _context, missing in sorted(set(texts or ()) - have, key=str):
            yield f"{language}: {missing[:60]!r}: not in the catalogue; run `python3 dev.py i18n`"


def compile_all(root: Path) -> None:
    for text in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        part = text.with_suffix(".mo.part")
        polib.pofile(str(text)).save_as_mofile(str(part))
        part.replace(text.with_suffix(".mo"))


def main(arguments: list[str], root: Path = ROOT) -> int:
    wish = arguments[0] if arguments else "check"
    if wish not in ("update", "check", "compile"):
        print(f"i18n: unknown wish {wish!r}; update, check or compile", file=sys.stderr)
        return 2
    if wish == "compile":
        compile_all(root)
        return 0
    texts = collect(root)
    if wish == "update":
        for language in PLURALS:
            merge(texts, catalogue_path(root, language), language)
        compile_all(root)
    found = list(problems(root, texts))
    for line in found:
        print(line)
    print(f"{len(texts)} texts, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
