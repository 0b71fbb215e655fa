"""Directory and registry at size: seconds at the server for each page, and memory of the largest export.

SPILNO_HOME=SCRATCH python benchmarks/network.py — a scratch home with registers loaded (see docs/operations.md): it is filled
with 10,000 organisations, 50,000 memberships and 100,000 relations with 250,000 parties, invented between real places.
"""

import os
import random
import resource
import statistics
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spilno.config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from spilno.accounts.models import User  # noqa: E402
from spilno.organisations.models import Membership, Organisation  # noqa: E402
from spilno.partnerships.models import Partnership, Party, StatusChange  # noqa: E402
from spilno.places.lookup import folded, regions_of  # noqa: E402
from spilno.places.models import Area  # noqa: E402
from spilno.places.queries import place_key  # noqa: E402

ORGANISATIONS, MEMBERSHIPS, RELATIONS, PARTIES = 10_000, 50_000, 100_000, 250_000
ROUNDS = 15


def fill() -> None:
    draw = random.Random(1)
    german = list(Area.objects.filter(country="DE", level="municipality", valid_to__isnull=True)[:8000])
    ukrainian = list(Area.objects.filter(country="UA", level="municipality", valid_to__isnull=True))
    regions = regions_of([*german, *ukrainian])
    with transaction.atomic():
        users = User.objects.bulk_create(
            [User(email=f"person{n}@bench.example", name=f"Person {n}", password="!") for n in range(10_000)],
            batch_size=2000,
        )
        kinds = ("administration", "association", "school", "museum")
        made = [
            Organisation(name=f"Organisation {n}", kind=draw.choice(kinds), area=draw.choice([*german, *ukrainian]))
            for n in range(ORGANISATIONS)
        ]
        for one in made:
            one.status, one.folded = "confirmed", folded(one.name)
            one.sort_de = one.sort_uk = one.sort_en = one.name
        organisations = Organisation.objects.bulk_create(made, batch_size=2000)
        pairs = {(draw.choice(users).pk, draw.choice(organisations).pk) for _ in range(MEMBERSHIPS)}
        Membership.objects.bulk_create(
            [Membership(user_id=user, organisation_id=own, role="reader") for user, own in pairs], batch_size=5000
        )
        _relations(draw, german, ukrainian, regions)


def _relations(draw: random.Random, german: list[Area], ukrainian: list[Area], regions: dict[int, Area]) -> None:
    rows, members = [], []
    for number in range(RELATIONS):
        one, other = draw.choice(german), draw.choice(ukrainian)
        since = timezone.localdate().replace(year=draw.randint(1950, 2026), month=1, day=1)
        rows.append(
            Partnership(
                status="confirmed", phase=draw.choice(["active", "dormant", "ended"]), agreement_type="partnership",
                since_on=since, since_precision="year", sort_name=f"{one.name} – {other.name}",
                search_text=folded(f"{one.name} {other.name} {other.name_en} {other.name_de}"),
            )
        )  # fmt: skip
        third = [draw.choice(ukrainian)] if number < PARTIES - 2 * RELATIONS else []
        members.append([(1, one), *((2, area) for area in {other, *third})])
    made = Partnership.objects.bulk_create(rows, batch_size=2000)
    parties = [
        Party(
            partnership=relation, side=side, area=area, place=area, country=area.country, level=area.level,
            region=regions.get(area.pk),
        )
        for relation, sides in zip(made, members, strict=True)
        for side, area in sides
    ]  # fmt: skip
    Party.objects.bulk_create(parties, batch_size=5000)
    steps = [StatusChange(partnership=one, phase=one.phase, on=one.since_on, precision="year") for one in made]
    StatusChange.objects.bulk_create(steps, batch_size=5000)


def measure(client: Client, name: str, address: str) -> None:
    client.get(address)
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(address)
        if answer.streaming:
            for _part in answer.streaming_content:
                pass
        times.append(time.perf_counter() - start)
        if times[-1] > 5:
            break
    times.sort()
    p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
    print(f"  {name:<34} {answer.status_code} p50 {1000 * statistics.median(times):7.0f} ms  p95 {1000 * p95:7.0f} ms")


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    if Partnership.objects.count() < RELATIONS:
        start = time.perf_counter()
        fill()
        print(f"filled in {time.perf_counter() - start:.0f} s")
    if connection.vendor == "postgresql":
        # What autovacuum does within a minute of such a load.
        connection.cursor().execute("analyze")
    client = Client()
    busy: Any = Party.objects.filter(country="UA").values_list("partnership", flat=True)[0]
    near = Area.objects.prefetch_related("codes").get(
        pk=Party.objects.filter(partnership=busy, country="UA")[0].place_id
    )
    registry, directory = reverse("partnerships:registry"), reverse("organisations:directory")
    for name, address in {
        "directory": directory,
        "directory, kind and word": f"{directory}?kind=school&q=Organisation",
        "directory as a map": f"{directory}?view=map",
        "registry": registry,
        "registry, page 2000": f"{registry}?page=2000",
        "registry, both sides": f"{registry}?country=DE&other_place=katottg:UA12000000000090473",
        "registry, word": f"{registry}?q=lviv",
        "registry, youngest first": f"{registry}?sort=-since&phase=active",
        "registry as a map": f"{registry}?view=map",
        "figures": reverse("partnerships:figures"),
        "one relation": reverse("partnerships:detail", args=[busy]),
        "net around a place, JSON": f"{reverse('partnerships:network')}?place={place_key(near)}",
    }.items():
        measure(client, name, address)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measure(client, "export of all rows, CSV", reverse("partnerships:registry_csv"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  memory of the export: {(after - before) / 1024:.0f} MB above {before / 1024:.0f} MB")


if __name__ == "__main__":
    main()
