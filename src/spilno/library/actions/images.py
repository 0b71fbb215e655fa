"""Images: taken in, described, taken away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.library.models import Image
from spilno.library.picturing import Drawn, forget, keep
from spilno.library.queries.images import used_in

WORDS = ("alt_de", "alt_uk", "alt_en", "credit")


def add_image(drawn: Drawn, values: Mapping[str, Any], *, acting_user: User) -> tuple[Image, bool]:
    """An image and whether it is new; the same picture again is the one that is there already, with its own words."""
    keep(drawn)
    with transaction.atomic():
        image, created = Image.objects.get_or_create(
            digest=drawn.digest,
            defaults={"width": drawn.width, "height": drawn.height, "uploaded_by": acting_user}
            | {name: values[name] for name in WORDS},
        )
        if created:
            record("library.add_image", image, acting_user=acting_user, after=snapshot(image, WORDS))
    return image, created


@transaction.atomic
def describe_image(image: Image, values: Mapping[str, Any], *, acting_user: User) -> None:
    row = Image.objects.select_for_update().get(pk=image.pk)
    before = snapshot(row, WORDS)
    for name in WORDS:
        setattr(row, name, values[name])
    row.save(update_fields=WORDS)
    record("library.describe_image", row, acting_user=acting_user, before=before, after=snapshot(row, WORDS))


def remove_image(image: Image, *, acting_user: User) -> None:
    """Raises RefusedError while a text shows it."""
    with transaction.atomic():
        if used_in(image):
            raise RefusedError(_("Texts still show this image; please take it out of them first."))
        record("library.remove_image", image, acting_user=acting_user, before=snapshot(image, WORDS), after={})
        digest = image.digest
        image.delete()
    forget(digest)
