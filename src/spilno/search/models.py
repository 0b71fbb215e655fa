"""What search looks through: one row for each thing that may be found, its words folded; and how far the trail was read.

Beside the table the database keeps its own index over the three columns of words, by triggers (SQLite) or a generated
column (PostgreSQL), made in the first migration. In PostgreSQL also each word of the titles once (`search_word`), by the
triggers of the second, the order of the days, by the third and fourth, and the vector kept in its row, by the seventh; in
SQLite an index of what stands beside the words, by the third, one of the kinds, by the fifth, and the order of the days, by
the sixth. SQLite forgets triggers and indexes when a later migration changes this table: such a migration ends with the
operations of the first, the third, the fifth and the sixth.
"""

from django.db import models

from spilno.common.enums import Visibility
from spilno.common.personal import NOTHING_PERSONAL


class SearchDocument(models.Model):
    """A thing of an app above, as search compares it. What readers see of it is read afresh from that app."""

    # The source's word for it, e.g. `request`, and the thing's primary key there.
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    audience = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    # Ids of the organisations whose people find it whatever the audience, each between bars: |12|15|
    owners = models.TextField(blank=True)
    # Codes of the languages it can be read in, each between bars: |de|uk|
    languages = models.CharField(max_length=40, blank=True)
    # The day it speaks of or was published, for the newest first.
    on = models.DateTimeField(null=True)
    # Folded words: of the titles; of its places, with a word for each area it lies in, for each language and for its kind
    # (`search.asking`); of everything else.
    title = models.TextField(blank=True)
    names = models.TextField(blank=True)
    words = models.TextField(blank=True)
    # Sum of all of the above: what has not changed is not written again.
    digest = models.CharField(max_length=32)

    # Copies of what the apps above have published or keep for their own people, erased with it.
    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Bookmark(models.Model):
    """How far the audit trail has been followed; one row."""

    # Entries up to this id are done with, and none can still appear below it.
    settled = models.BigIntegerField(default=0)
    compared_at = models.DateTimeField(null=True)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return str(self.settled)
