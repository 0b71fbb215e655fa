"""Images of the website: drawn anew when they come in, so that nothing hidden in a file is served."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.common.reading import in_reader_language


class Image(models.Model):
    """One picture in up to three widths; the files lie beside the database (`SPILNO_HOME/files/images`)."""

    # Names the files; derived from what was drawn.
    digest = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # What it shows, for those who do not see it: at least one language.
    alt_de = models.CharField(max_length=250, blank=True)
    alt_uk = models.CharField(max_length=250, blank=True)
    alt_en = models.CharField(max_length=250, blank=True)
    # Who made it and on what terms it may be shown.
    credit = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="uploaded_images")
    uploaded_at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        person=("uploaded_by",),
        purpose=gettext_noop("Who put an image on the website, for questions about its rights."),
        export=("uploaded_at", "alt_de", "alt_uk", "alt_en", "credit"),
        on_erasure="forget",
        forget=(("uploaded_by", None),),
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.alt}"

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What shows it in a text: language -> mark, where it has words; brackets in them would end the mark."""
        words = {code: getattr(self, f"alt_{code}") for code, _name in settings.LANGUAGES}
        round_ones = str.maketrans("[]", "()")
        return [(code, f"![{said.translate(round_ones)}](image:{self.pk})") for code, said in words.items() if said]

    @property
    def alt(self) -> str:
        return in_reader_language(self, "alt")[0]

    @property
    def alt_language(self) -> str:
        return in_reader_language(self, "alt")[1]
