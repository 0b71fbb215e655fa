"""Charts for templates: `{% bar_table bars title=… first=… second=… %}`."""

from collections.abc import Sequence

from django import template

from spilno.design import charts

register = template.Library()


@register.inclusion_tag("design/partials/bar_table.html")
def bar_table(
    bars: Sequence[charts.Bar], *, title: str, first: str, second: str, largest: float | None = None
) -> dict[str, object]:
    """A table with a bar in each row; `first` and `second` head its columns, `title` is its caption."""
    return {
        "rows": charts.drawn(bars, largest=largest),
        "signed": any(bar.value is not None and bar.value < 0 for bar in bars),
        "title": title,
        "first": first,
        "second": second,
    }
