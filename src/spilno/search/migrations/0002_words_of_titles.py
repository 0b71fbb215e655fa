"""PostgreSQL keeps each word of the titles once, with the number of titles that have it: a misspelt word is compared with
those, not with every title. SQLite compares within its own index of titles (`search_alike`)."""

from django.db import migrations



def _words(table: str) -> str:
    return f"FROM {table}, unnest(tsvector_to_array(to_tsvector('simple', {table}.title))) word"


# In the order of the words, so that two writers wait for each other and never both.
def _add(table: str) -> str:
    return f"""INSERT INTO search_word AS known (word, number)
    SELECT word, count(*) {_words(table)} GROUP BY word ORDER BY word
    ON CONFLICT (word) DO UPDATE SET number = known.number + excluded.number;"""


def _take(table: str) -> str:
    return f"""PERFORM 1 FROM search_word WHERE word IN (SELECT word {_words(table)}) ORDER BY word FOR UPDATE;
    UPDATE search_word known SET number = known.number - gone.number
    FROM (SELECT word, count(*) AS number {_words(table)} GROUP BY word) gone WHERE known.word = gone.word;
    DELETE FROM search_word WHERE number <= 0 AND word IN (SELECT word {_words(table)});"""


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"


def _trigger(name: str, event: str, seen: str) -> str:
    return f"""CREATE TRIGGER {name} AFTER {event} ON search_searchdocument {seen}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}()"""


ADD, TAKE = _add("added"), _take("dropped")
POSTGRES = [
    "CREATE TABLE search_word (word text PRIMARY KEY, number bigint NOT NULL)",
    _add("search_searchdocument"),
    "CREATE INDEX search_word_alike ON search_word USING gin (word gin_trgm_ops)",
    "DROP INDEX search_title_alike",
    "CREATE INDEX search_title_words ON search_searchdocument USING gin (to_tsvector('simple', title))",
    _function("search_words_added", ADD),
    _function("search_words_dropped", TAKE),
    _function("search_words_changed", TAKE + ADD),
    _function("search_words_emptied", "DELETE FROM search_word;"),
    _trigger("search_words_added", "INSERT", "REFERENCING NEW TABLE AS added"),
    _trigger("search_words_dropped", "DELETE", "REFERENCING OLD TABLE AS dropped"),
    _trigger("search_words_changed", "UPDATE", "REFERENCING OLD TABLE AS dropped NEW TABLE AS added"),
    _trigger("search_words_emptied", "TRUNCATE", ""),
]
NAMES = ("added", "dropped", "changed", "emptied")
POSTGRES_BACK = [
    *(f"DROP TRIGGER search_words_{name} ON search_searchdocument" for name in NAMES),
    *(f"DROP FUNCTION search_words_{name}()" for name in NAMES),
    "DROP TABLE search_word",
    "DROP INDEX search_title_words",
    "CREATE INDEX search_title_alike ON search_searchdocument USING gin (title gin_trgm_ops)",
]


def _run(editor, statements):
    for statement in statements if editor.connection.vendor == "postgresql" else []:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_search")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: _run(editor, POSTGRES), lambda apps, editor: _run(editor, POSTGRES_BACK)
        ),
    ]
