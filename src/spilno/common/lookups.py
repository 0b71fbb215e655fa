"""`field__holds=text`: the text stands in it, letter for letter, as in columns of folded words.

SQLite looks for it itself. LIKE knows case only in ASCII there, so ours asks Python about every row (`common.sqlite`).
"""

from typing import Any

from django.db.models import CharField, TextField
from django.db.models.lookups import Contains


class Holds(Contains):
    """Elsewhere LIKE, which an index of threes of letters answers."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs_is_direct_value():
            return self.as_sql(compiler, connection)
        column, values = self.process_lhs(compiler, connection)
        return f"INSTR({column}, %s) > 0", [*values, self.rhs]


CharField.register_lookup(Holds, "holds")
TextField.register_lookup(Holds, "holds")
