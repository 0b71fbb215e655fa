"""Menus of the website that the network office keeps beside the fixed parts: order, one level of nesting, languages."""

from django.db import models
from django.db.models import Q

from spilno.common.personal import NOTHING_PERSONAL
from spilno.common.reading import in_reader_language
from spilno.library.enums import Menu
from spilno.library.models.documents import Document


class MenuEntry(models.Model):
    """A link, or only a heading for the entries below it."""

    menu = models.CharField(max_length=6, choices=Menu)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    # Empty where the document's own title does, or where readers of that language get another's.
    label_de = models.CharField(max_length=60, blank=True)
    label_uk = models.CharField(max_length=60, blank=True)
    label_en = models.CharField(max_length=60, blank=True)
    # Leads to a document or page, or to an address; neither makes it a heading.
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE, related_name="menu_entries")
    address = models.CharField(max_length=300, blank=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["menu", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(document__isnull=True) | Q(address=""), name="menu_entry_leads_one_way")
        ]

    def __str__(self) -> str:
        return self.label or str(self.document or self.address)

    @property
    def label(self) -> str:
        return in_reader_language(self, "label")[0]

    @property
    def label_language(self) -> str:
        return in_reader_language(self, "label")[1]
