"""Short labels in three languages, one column each."""

from django.db import models

from spilno.common.reading import in_reader_language


class Titled(models.Model):
    title_de = models.CharField(max_length=160, blank=True)
    title_uk = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    # A few sentences for whoever may read the page.
    about_de = models.TextField(blank=True, max_length=3000)
    about_uk = models.TextField(blank=True, max_length=3000)
    about_en = models.TextField(blank=True, max_length=3000)

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        return in_reader_language(self, "about")[0]

    @property
    def about_language(self) -> str:
        return in_reader_language(self, "about")[1]
