"""How long composing an issue and queueing it take with many subscribers.

    python benchmarks/newsletter_size.py [--subscribers N] [--sqlite]

Works in a PostgreSQL cluster of its own, with durable commits, or in an SQLite file of its own. Subscribers have languages,
topics and regions in turn; the issue is for one topic and two regions. `composing` are the requests of the office's pages,
one by one, beside the processor time they take in this process: the first page of a new process loads the whole site;
`queueing` is the whole start of sending. The last line is JSON.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cluster import own_cluster, use_own_python
from common import timed


def fill(number: int) -> tuple[object, object, list[object], list[object]]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from allauth.mfa.models import Authenticator

    from spilno.accounts.models import User
    from spilno.newsletter.actions import issues as actions
    from spilno.newsletter.models import Subscriber, Topic
    from spilno.places.models import Area

    office = User.objects.create_user("office@example.org", is_coordinator=True)
    # Nobody works for the network without a second factor.
    Authenticator.objects.create(user=office, type=Authenticator.Type.TOTP, data={"secret": "of no account"})
    topics = [Topic.objects.create(name_de=one, name_uk=one, name_en=one) for one in ("a", "b", "c")]
    states = [Area.objects.create(name=f"Land {one}", country="DE", level="state") for one in range(16)]
    Subscriber.objects.bulk_create(
        (
            Subscriber(email=f"r{one}@example.org", language=("de", "uk", "en")[one % 3], status="active")
            for one in range(number)
        ),
        batch_size=5000,
    )
    people = list(Subscriber.objects.order_by("pk").values_list("pk", flat=True))
    topic_rows = Subscriber.topics.through
    topic_rows.objects.bulk_create(
        (topic_rows(subscriber_id=pk, topic_id=topics[at % 3].pk) for at, pk in enumerate(people) if at % 2),
        batch_size=5000,
    )
    region_rows = Subscriber.regions.through
    region_rows.objects.bulk_create(
        (region_rows(subscriber_id=pk, area_id=states[at % 16].pk) for at, pk in enumerate(people) if at % 5 == 0),
        batch_size=5000,
    )
    issue = actions.create_issue(subjects={"de": "Neues", "uk": "Новини"}, acting_user=office)
    return office, issue, topics, states


def composing(office: object, issue: object, topics: list, states: list) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds of each page and button, as the office meets them; and of processor time in this process."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(office)
    page = f"/de/newsletter/issues/{issue.pk}/"  # type: ignore[attr-defined]
    text = "\n\n".join(["Ein **Absatz** mit [Link](https://example.org). " * 20] * 10)
    block = {"heading_de": "Guten Tag", "text_de": text, "heading_uk": "Вітаємо", "text_uk": text}
    found: dict[str, float] = {}
    used: dict[str, float] = {}

    def ask(name: str, call: Callable[[], object], wanted: tuple[int, ...]) -> None:
        answers: list[object] = []
        before = time.process_time()
        found[name] = round(timed(lambda: answers.append(call())), 1)
        used[name] = round((time.process_time() - before) * 1000, 1)
        code = answers[0].status_code  # type: ignore[attr-defined]
        if code not in wanted:
            raise SystemExit(f"{name}: {code}")

    ask("first page (cold)", lambda: client.get(page), (200,))
    ask("add a text", lambda: client.post(f"{page}blocks/new/", block), (302,))
    audience = {
        "subject_de": "Neues",
        "subject_uk": "Новини",
        "version": type(issue).objects.get(pk=issue.pk).version,  # type: ignore[attr-defined]
        "topics": [topics[0].pk],
        "regions": [states[0].pk, states[1].pk],
    }
    ask("choose for whom", lambda: client.post(f"{page}edit/", audience), (302,))
    ask("the issue with its numbers", lambda: client.get(page), (200,))
    ask("preview", lambda: client.get(f"{page}preview/de/"), (200,))
    ask("send a test", lambda: client.post(f"{page}test/"), (302,))
    ask("all issues", lambda: client.get("/de/newsletter/issues/"), (200,))
    return found, used


@contextmanager
def own_sqlite() -> Iterator[tuple[Path, None]]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder), None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=50_000)
    parser.add_argument("--sqlite", action="store_true")
    given = parser.parse_args()
    use_own_python()
    with own_sqlite() if given.sqlite else own_cluster() as (folder, cluster):
        os.environ |= {
            "SPILNO_HOME": str(folder),
            "SPILNO_LOG_LEVEL": "CRITICAL",
            "SPILNO_DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "spilno.config.settings",
        }
        if cluster:
            os.environ["DATABASE_URL"] = cluster.url
        import django

        django.setup()
        office, issue, topics, states = fill(given.subscribers)
        pages, cpu = composing(office, issue, topics, states)
        from spilno.newsletter.actions import issues as actions

        fresh = type(issue).objects.get(pk=issue.pk)  # type: ignore[attr-defined]
        actions.schedule_issue(fresh, at=None, version=fresh.version, acting_user=office)
        began, used = time.perf_counter(), time.process_time()
        queued = actions.start_due_issues(acting_user=None)
        seconds, own = time.perf_counter() - began, time.process_time() - used
        report = {"subscribers": given.subscribers, "queued": queued, "queueing_s": round(seconds, 2)}
        report |= {"queueing_cpu_s": round(own, 2), "load": round(os.getloadavg()[0], 1)}
        print(json.dumps(report | {"composing_ms": pages, "composing_cpu_ms": cpu, "worst_ms": max(pages.values())}))


if __name__ == "__main__":
    main()
