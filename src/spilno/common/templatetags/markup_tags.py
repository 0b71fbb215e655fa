"""Showing texts with marks."""

from django import template
from django.utils.safestring import SafeString

from spilno.common.markup import html_in_a_mail, html_of, text_in_a_mail

register = template.Library()


@register.filter
def marks(text: str) -> SafeString:
    """The text as HTML that cannot harm; its images are left out."""
    return html_of(text)


@register.filter
def marks_in_a_mail(text: str) -> SafeString:
    """The text as HTML with its styles inside."""
    return html_in_a_mail(text)


@register.filter
def marks_as_plain(text: str) -> str:
    """The text for readers of plain text."""
    return text_in_a_mail(text)
