"""SQLite knows at once between which rows the things of a kind stand (`search.fts5`)."""

from django.db import migrations


def _run(editor, statement):
    if editor.connection.vendor == "sqlite":
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_newest_of_one_kind")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: _run(editor, "CREATE INDEX search_kind ON search_searchdocument (kind)"),
            lambda apps, editor: _run(editor, "DROP INDEX search_kind"),
        ),
    ]
