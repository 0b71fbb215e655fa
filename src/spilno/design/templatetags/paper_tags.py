"""Papers on a page: their passages language by language."""

from collections.abc import Mapping

from django import template

from spilno.design.papers.paper import Paper

register = template.Library()


@register.filter
def passages_of(paper: Paper, passage: Mapping[str, str]) -> list[tuple[str, str]]:
    """(language, text) in the paper's order; what reads alike in all languages once."""
    said = [(language, passage.get(language, "")) for language in paper.languages]
    return said[:1] if len({text for _language, text in said}) == 1 else said


@register.filter
def said_in(passage: Mapping[str, str], language: str) -> str:
    return passage.get(language, "")
