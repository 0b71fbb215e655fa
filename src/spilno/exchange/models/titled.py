"""Short labels in three languages, one column each."""

from django.db import models
from django.utils.translation import get_language


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

    def in_reader_language(self, stem: str) -> tuple[str, str]:
        """(text, its language): the reader's, else English, German, Ukrainian; empty where there is none."""
        for language in ((get_language() or "en")[:2], "en", "de", "uk"):
            text = getattr(self, f"{stem}_{language}", "")
            if text:
                return text, language
        return "", (get_language() or "en")[:2]

    @property
    def about(self) -> str:
        return self.in_reader_language("about")[0]

    @property
    def about_language(self) -> str:
        return self.in_reader_language("about")[1]
