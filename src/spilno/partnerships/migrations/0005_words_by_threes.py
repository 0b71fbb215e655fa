"""PostgreSQL finds a part of a word by an index of letters in threes; SQLite, for smaller registries, reads what is written."""

from django.db import migrations

ADD = "CREATE INDEX partnerships_words ON partnerships_partnership USING gin (search_text gin_trgm_ops)"


def _run(editor, statement):
    if editor.connection.vendor == "postgresql":
        editor.execute(statement)


class Migration(migrations.Migration):
    # The first of these adds pg_trgm.
    dependencies = [("search", "0001_search"), ("partnerships", "0004_listed")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: _run(editor, ADD), lambda apps, editor: _run(editor, "DROP INDEX partnerships_words")
        ),
    ]
