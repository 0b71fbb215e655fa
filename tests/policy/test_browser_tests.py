"""Browser tests wait for what they promise: a page may still be arriving when the click has returned."""

import ast
import re

from tests.policy.sources import ROOT, name_of

# What looks once and does not wait, asked of a page; `expect(…)` looks until it is so.
LOOKS_ONCE = re.compile(
    r"\.(content|title|inner_text|text_content|is_visible|input_value)\(|get_by_|locator\(|page\.url"
)


def test_what_a_page_shows_is_expected_not_asserted() -> None:
    hasty = []
    for file in sorted((ROOT / "tests" / "e2e").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assert) and LOOKS_ONCE.search(ast.unparse(node.test)):
                hasty.append(f"{name_of(file)}:{node.lineno} {ast.unparse(node.test)}")
    assert not hasty
