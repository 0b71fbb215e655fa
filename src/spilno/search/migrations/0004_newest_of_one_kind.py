"""The order of the days within one kind (PostgreSQL); SQLite reads it from `search_slim`."""

from django.db import migrations

ADD = """CREATE INDEX search_of_kind_by_day ON search_searchdocument (kind, "on" DESC NULLS LAST, id DESC)"""


def _run(editor, statement):
    if editor.connection.vendor == "postgresql":
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_newest_first")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: _run(editor, ADD), lambda apps, editor: _run(editor, "DROP INDEX search_of_kind_by_day")
        ),
    ]
