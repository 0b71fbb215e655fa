"""What the content security policy would refuse in the browser is refused here first; markup is made in design only."""

import re

from tests.policy.sources import PACKAGE, name_of, python_files, templates, texts

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on[:\w-]*\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "address of another server": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']https?:", re.I),
}
UNSAFE = re.compile(r"\|\s*safe\b|\bautoescape off\b|\bmark_safe\b|\bSafeString\(")


def test_templates_hold_nothing_the_content_security_policy_refuses() -> None:
    found = []
    for name, text in texts(templates()):
        bare = COMMENT.sub("", text)
        # Mail programs know no style sheets; a mail is never shown as a page.
        allowed = {"style attribute"} if "/mail/" in name else set()
        found += [f"{name}: {what}" for what, pattern in INLINE.items() if what not in allowed and pattern.search(bare)]
    assert not found


def test_only_design_and_the_reader_of_marks_declare_markup_safe() -> None:
    files = [file for file in [*python_files(), *templates()] if file.is_relative_to(PACKAGE)]
    declaring = (PACKAGE / "design", PACKAGE / "common" / "markup.py")
    elsewhere = [file for file in files if not any(file.is_relative_to(one) for one in declaring)]
    assert not [name for name, text in texts(elsewhere) if UNSAFE.search(text)]


TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<(code|kbd|samp|svg)\b.*?</\1>|<[^>]*>|&#?\w+;", re.DOTALL)
NAMES = {"Spilno", "спільно", "Deutsch", "Українська", "English", "JSON", "CSV", "GeoNames", "km²"}


def test_pages_name_no_bare_text_for_readers() -> None:
    """Words between tags that no translation tag holds; one or two letters are marks, not words."""
    found = []
    for name, text in texts([file for file in templates() if "gallery" not in name_of(file)]):
        bare = MARKUP.sub(" ", TRANSLATED.sub(" ", COMMENT.sub("", text)))
        words = [word for word in re.findall(r"[^\W\d_]{3,}²?", bare) if word not in NAMES]
        found += [f"{name}: {' '.join(words[:6])}"] if words else []
    assert not found
