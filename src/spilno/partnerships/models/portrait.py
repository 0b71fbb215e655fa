"""A portrait: the fixed interview, drafted by the partners, published by the office."""

from django.db import models
from django.utils import timezone

from spilno.common.models import LanguageText
from spilno.common.personal import NOTHING_PERSONAL
from spilno.partnerships.enums import PortraitQuestion, PortraitStatus
from spilno.partnerships.models.partnership import Partnership


class Portrait(models.Model):
    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="portrait")
    status = models.CharField(max_length=10, choices=PortraitStatus, default=PortraitStatus.DRAFT)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    personal_data = NOTHING_PERSONAL

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.status}"


class PortraitAnswer(LanguageText):
    portrait = models.ForeignKey(Portrait, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=16, choices=PortraitQuestion)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portrait", "question", "language"], name="portrait_answer_once")
        ]
