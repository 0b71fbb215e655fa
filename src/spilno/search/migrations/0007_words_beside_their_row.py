"""PostgreSQL keeps the compared words of a row in the row (they are read one row after the other) and moves its texts out."""

from django.db import migrations


def _run(editor, storage):
    # For rows that are written from now on: the worker writes all anew that an older release made.
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE search_searchdocument ALTER COLUMN vector SET STORAGE {storage}")


class Migration(migrations.Migration):
    dependencies = [("search", "0006_newest_first_on_sqlite")]

    operations = [
        migrations.RunPython(lambda apps, editor: _run(editor, "MAIN"), lambda apps, editor: _run(editor, "EXTENDED"))
    ]
