"""The first code for an address: the same for a whole day, because only one mail a day goes to an unconfirmed address.

Somebody who closes the page and signs up again types the code from the mail they already have. Nothing is stored: the
code follows from the address, the day and the installation's secret.
"""

from datetime import UTC, date

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spilno.common.limits import Limit

# Sign-ups fill nobody's mailbox: one first mail for an address and day, whoever asks.
FIRST_MAIL = Limit("accounts.first_mail", count=1, seconds=86400)
DIGITS = 8


def today() -> date:
    """Days as `FIRST_MAIL` counts them: from midnight UTC."""
    return timezone.now().astimezone(UTC).date()


def first_code(email: str) -> str:
    """Eight digits in two groups."""
    digest = salted_hmac("spilno.accounts.first_code", f"{email.lower()}:{today()}", secret=settings.SECRET_KEY)
    digits = str(int.from_bytes(digest.digest()[:8], "big") % 10**DIGITS).zfill(DIGITS)
    return f"{digits[:4]}-{digits[4:]}"
