"""Forms that arrive after the session has ended are kept for their sender and come back filled.

Sealed with a key that follows from the installation's secret, so that a copy of the database alone gives nothing away.
Only somebody who was signed in on this browser can have anything kept: strangers cannot fill the table.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from spilno.common.models import KeptForm

LARGEST = 200_000
MOST_PER_ACCOUNT = 10
# Never kept, whatever form they stand in.
SECRET = ("password", "code", "credential", "token", "secret")


def _seal() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"spilno.kept").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def keep(account_id: int, path: str, data: QueryDict) -> bool:
    """Keep a form for an account; False where there is nothing to keep or too much."""
    kept = data.copy()
    for name in list(kept):
        if any(word in name.lower() for word in SECRET):
            del kept[name]
    text = kept.urlencode()
    if not text or len(text) > LARGEST or len(path) > KeptForm._meta.get_field("path").max_length:  # type: ignore[operator]
        return False
    values = {"sealed": _seal().encrypt(text.encode()), "created_at": timezone.now()}
    KeptForm.objects.update_or_create(account_id=account_id, path=path, defaults=values)
    newest = KeptForm.objects.filter(account_id=account_id).order_by("-created_at", "-pk")
    KeptForm.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[MOST_PER_ACCOUNT:])).delete()
    return True


def kept_for(account_id: int, path: str) -> QueryDict | None:
    """What was kept, or None; it stays until `forget`."""
    retention = KeptForm.personal_data.retention
    assert retention is not None
    row = KeptForm.objects.filter(account_id=account_id, path=path, created_at__gt=timezone.now() - retention).first()
    if row is None:
        return None
    try:
        return QueryDict(_seal().decrypt(bytes(row.sealed)).decode())
    except InvalidToken:
        # The secret of the installation was changed meanwhile.
        return None


def waits(account_id: int) -> bool:
    return KeptForm.objects.filter(account_id=account_id).exists()


def forget(account_id: int, path: str) -> None:
    KeptForm.objects.filter(account_id=account_id, path=path).delete()


def forget_old() -> int:
    retention = KeptForm.personal_data.retention
    assert retention is not None
    return KeptForm.objects.filter(created_at__lt=timezone.now() - retention).delete()[0]
