"""SQLite under four writers at once, for a minute: every write arrives, none is told that the database is locked."""

import subprocess
import sys

import pytest

from tests.operation.homes import ROOT, Home

WRITERS, SECONDS = 4, 60
WRITE = """
import sys, time
import django; django.setup()
from django.db import transaction
from spilno.accounts.models import User
from spilno.accounts.actions import save_profile
from spilno.common.outbox import queue_mail
user = User.objects.create_user(f"writer{sys.argv[1]}@example.org")
end, done = time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < end:
    # As an action does it: read, change, write the trail and a mail, all in one transaction.
    with transaction.atomic():
        save_profile(user, name=f"Writer {done}", language="de", notification="never", acting_user=user)
        queue_mail(to=user.email, subject=str(done), text="x", account_id=user.pk)
    done += 1
print(done)
"""
COUNT = """
import django; django.setup()
from spilno.common.models import AuditEntry, OutboxMail
print(OutboxMail.objects.count(), AuditEntry.objects.filter(action="accounts.save_profile").count())
"""


@pytest.mark.slow
def test_four_writers_for_a_minute_meet_no_locked_database(home: Home) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(number), str(SECONDS)],
            env=home.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    answers = [one.communicate() for one in running]
    assert [error for _out, error in answers if error] == []
    done = [int(out) for out, _error in answers]
    assert all(one > 0 for one in done), "nobody starves"
    assert home.python(COUNT).split() == [str(sum(done))] * 2
