"""Signing in, refused attempts and signing out leave a line in the log, with the account's number and no name."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

logger = logging.getLogger("spilno.security")


@receiver(user_logged_in)
def _in(user: Any, **_: Any) -> None:
    logger.info("signed in: account %s", user.pk, extra={"account": user.pk})


@receiver(user_logged_out)
def _out(user: Any, **_: Any) -> None:
    if user is not None:
        logger.info("signed out: account %s", user.pk, extra={"account": user.pk})


@receiver(user_login_failed)
def _refused(**_: Any) -> None:
    logger.warning("refused: wrong password or code")
