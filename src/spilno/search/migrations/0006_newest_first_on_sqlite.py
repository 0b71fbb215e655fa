"""The order of the days, of all things and within one kind, in SQLite as PostgreSQL has it by the third and fourth."""

from django.db import migrations

ADD = (
    'CREATE INDEX search_by_day ON search_searchdocument ("on" DESC, id DESC)',
    'CREATE INDEX search_of_kind_by_day ON search_searchdocument (kind, "on" DESC, id DESC)',
)
DROP = ("DROP INDEX search_of_kind_by_day", "DROP INDEX search_by_day")


def _run(editor, statements):
    for statement in statements if editor.connection.vendor == "sqlite" else []:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_reach_of_kinds")]

    operations = [migrations.RunPython(lambda apps, editor: _run(editor, ADD), lambda apps, editor: _run(editor, DROP))]
