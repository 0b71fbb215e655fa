"""Backup and restore of 20,000 people and 1 GB of files: how long, and are all sums equal?

    python benchmarks/backup.py [--people 20000] [--megabytes 1000] [--database postgresql://USER@HOST:5432/SERVER]

Without --database on SQLite. The goal is ten minutes for both together.
"""

import argparse
import json
import secrets
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.operation.homes import Home, new_home

GOAL_S = 600
FILL = """
import django; django.setup()
from django.db import transaction
from allauth.account.models import EmailAddress
from spilno.accounts.models import User
from spilno.common.models import AuditEntry, OutboxMail
from spilno.newsletter.models import Subscriber
N, step = {people}, 1000
users = [User(email=f"reader{{n}}@example.org", name=f"Reader {{n}}", password="!") for n in range(N)]
users = User.objects.bulk_create(users, batch_size=step)
addresses = [EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in users]
EmailAddress.objects.bulk_create(addresses, batch_size=step)
Subscriber.objects.bulk_create([Subscriber(email=u.email, language="de", status="active") for u in users], batch_size=step)
entry = dict(action="accounts.save_profile", object_type="accounts.user", changes={{"language": ["de", "uk"]}})
entries = [AuditEntry(actor_id=u.pk, object_id=u.pk, **entry) for u in users for _ in range(5)]
AuditEntry.objects.bulk_create(entries, batch_size=step)
mail = dict(subject="Hello", text="x" * 500, status="sent")
mails = [OutboxMail(to=u.email, message_id=f"<{{u.pk}}@x>", account_id=u.pk, **mail) for u in users]
OutboxMail.objects.bulk_create(mails, batch_size=step)
"""


def fill(home: Home, people: int, megabytes: int) -> None:
    home.spilno("migrate")
    home.spilno("places", "import", "geonames", "--country", "DE", "--country", "UA")
    home.python(FILL.format(people=people))
    folder = home.folder / "files"
    folder.mkdir(exist_ok=True)
    for _number in range(megabytes):
        (folder / secrets.token_hex(20)).write_bytes(secrets.token_bytes(1_000_000))


def timed(words: str, home: Home, *arguments: str) -> tuple[float, dict[str, object]]:
    began = time.monotonic()
    done = home.spilno(*arguments, "--format", "json")
    seconds = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{words}: {done.stderr}")
    print(f"{words}: {seconds:.1f} s", flush=True)
    return seconds, json.loads(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--database", default="")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with new_home(folder / "old", wish.database) as old, new_home(folder / "new", wish.database) as new:
            fill(old, wish.people, wish.megabytes)
            first, saved = timed("backup", old, "backup", str(folder / "a.tar"))
            second, restored = timed("restore", new, "restore", str(folder / "a.tar"), "--send-mails")
            _, again = timed("backup of what was restored", new, "backup", str(folder / "b.tar"))
    equal = saved["tables"] == again["tables"] and saved["files"] == again["files"]
    print(f"{restored['rows']} rows, {restored['files']} files; all sums equal: {equal}")
    print(f"together {first + second:.1f} s of {GOAL_S} s")
    return 0 if equal and first + second < GOAL_S else 1


if __name__ == "__main__":
    sys.exit(main())
