"""Tables put together for pages whose rows are many; on a phone their rows stand one below the other."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from spilno.design.markup import joined, markup

_TABLE = """<div class="table-scroll table-stack" tabindex="0" role="group" aria-labelledby="{}">
<table class="kern-table" role="table">
  <caption class="visually-hidden">{}</caption>
  <thead class="kern-table__head" role="rowgroup"><tr class="kern-table__row" role="row">{}</tr></thead>
  <tbody class="kern-table__body" role="rowgroup">{}</tbody>
</table>
</div>"""
_COLUMN = '<th scope="col" class="kern-table__header" role="columnheader">{}</th>'
_ROW = '<tr class="kern-table__row" role="row">{}</tr>\n'
# h: what the row is about; c: a cell; s: a cell with an attribute that says its language, two values.
_CELLS = {
    "h": '<th scope="row" class="kern-table__header" role="rowheader">{}</th>',
    "c": '<td class="kern-table__cell" role="cell">{}</td>',
    "s": '<td class="kern-table__cell" role="cell"{}>{}</td>',
}


def table(
    labelled_by: str, caption: str, heads: Sequence[str], cells: str, rows: Iterable[Sequence[object]]
) -> SafeString:
    """A table with one head for each column. cells: the kind of each column, of `h`, `c` and `s`."""
    row = _ROW.format("".join([_CELLS[cell] for cell in cells]))
    columns = joined("", [markup(_COLUMN, head) for head in heads])
    return markup(_TABLE, labelled_by, caption, columns, joined("", [markup(row, *values) for values in rows]))
