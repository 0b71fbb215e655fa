"""What search reads beside the words, in an index of its own (SQLite), and the order of the days (PostgreSQL)."""

from django.db import migrations

SQLITE = """CREATE INDEX search_slim
ON search_searchdocument (id, audience, owners, languages, kind, "key", "on")"""
POSTGRES = """CREATE INDEX search_by_day ON search_searchdocument ("on" DESC NULLS LAST, id DESC)"""


def add(apps, editor):
    editor.execute(SQLITE if editor.connection.vendor == "sqlite" else POSTGRES)


def drop(apps, editor):
    editor.execute("DROP INDEX search_slim" if editor.connection.vendor == "sqlite" else "DROP INDEX search_by_day")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words_of_titles")]

    operations = [migrations.RunPython(add, drop)]
