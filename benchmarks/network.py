"""Registry and directory at size: milliseconds at the server for pages nobody asked before, and memory of the export.

SPILNO_HOME=SCRATCH python benchmarks/network.py — a scratch home with registers loaded (see docs/operations.md): it is filled
with 10,000 organisations, 50,000 memberships and 100,000 relations with 250,000 parties, invented between real places.
"""

import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spilno.config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from spilno.accounts.models import User  # noqa: E402
from spilno.common.settling import settle  # noqa: E402
from spilno.organisations.models import Membership, Organisation  # noqa: E402
from spilno.partnerships.models import Partnership, Party, StatusChange  # noqa: E402
from spilno.partnerships.queries.graph import third_partners  # noqa: E402
from spilno.places.lookup import folded, regions_of  # noqa: E402
from spilno.places.models import Area, AreaCode  # noqa: E402
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


def cpu_s() -> float:
    """Seconds of processor this process has used, with its server process where PostgreSQL answers: what a quiet machine
    would take, whatever else runs beside."""
    used = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def measure(name: str, asked: Sequence[Callable[[], object]]) -> None:
    """Each of `asked` once, after the first of them: p50 and p95 in milliseconds, by the clock and of processor time."""
    asked[0]()
    wall, cpu = [], []
    for one in asked:
        start, used = time.perf_counter(), cpu_s()
        one()
        wall.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (cpu_s() - used))
    print(f"  {name:<38} {len(wall):>3}  clock {_two(wall)}  processor {_two(cpu)}", flush=True)


def _two(times: list[float]) -> str:
    times.sort()
    return f"p50 {statistics.median(times):5.0f} p95 {times[round((len(times) - 1) * 0.95)]:5.0f} ms"


def page(client: Client, address: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return sum(len(part) for part in answer.streaming_content) if answer.streaming else len(answer.content)

    return ask


def searches(client: Client, draw: random.Random) -> dict[str, list[Callable[[], object]]]:
    """Search pages of the registry, no address twice: nothing is answered from a page that was kept."""
    registry = reverse("partnerships:registry")
    oblasts = [
        f"katottg:{code}"
        for code in AreaCode.objects.filter(scheme="KATOTTG", area__level="state").values_list("code", flat=True)
    ]
    lands = [f"ags:{number:02}" for number in range(1, 17)]
    towns = draw.sample(
        list(Area.objects.filter(country="DE", level="municipality").values_list("name", flat=True)), 30
    )
    hromadas = draw.sample(
        list(Area.objects.filter(country="UA", level="municipality").values_list("name_en", flat=True)), 30
    )
    phases, sorts = ("active", "dormant", "ended"), ("-since", "since", "until", "-changed", "type", "-name")
    asked = {
        "registry": [f"?page={number}" for number in range(1, 31)],
        "registry, far pages": [f"?page={number}" for number in draw.sample(range(1000, 4000), 30)],
        "registry, both sides": [
            f"?place={land}&other_place={oblast}" for land, oblast in zip(lands * 2, oblasts * 2, strict=False)
        ],
        "registry, country and oblast": [f"?country=DE&other_place={oblast}" for oblast in oblasts],
        "registry, a town's name": [f"?q={quote(name)}" for name in towns],
        "registry, a hromada's name": [f"?q={quote(name)}" for name in hromadas if name],
        "registry, order and state": [f"?sort={sort}&phase={phase}" for sort in sorts for phase in phases],
        "registry, years and sizes": [f"?since_from={year}&size_min=20000&country=DE" for year in range(1990, 2020)],
    }  # fmt: skip
    return {name: [page(client, registry + one) for one in addresses] for name, addresses in asked.items()}


def prepare() -> None:
    """The large network, made once, in a process like the server's."""
    settings.ALLOWED_HOSTS = ["testserver"]
    if Partnership.objects.count() < RELATIONS:
        start = time.perf_counter()
        fill()
        print(f"filled in {time.perf_counter() - start:.0f} s")
    if connection.vendor == "postgresql":
        # What autovacuum does within a minute of such a load.
        connection.cursor().execute("vacuum analyze")
    # As the server does when it starts (`config.wsgi`).
    settle()


def main() -> None:
    prepare()
    client, draw = Client(), random.Random(2)
    relations = draw.sample(list(Partnership.objects.values_list("pk", flat=True)), 30)
    for name, asked in searches(client, draw).items():
        measure(name, asked)
    areas = list(Area.objects.filter(country="UA", level="municipality").prefetch_related("codes"))
    near = draw.sample(areas, 30)
    sides = [
        [[one.place_id for one in Party.objects.filter(partnership=pk, side=side) if one.place_id] for side in (1, 2)]
        for pk in relations
    ]
    measure("third partners of a relation", [partial(third_partners, one) for one in sides])
    measure("net around a place, JSON", [
        page(client, f"{reverse('partnerships:network')}?place={place_key(one)}") for one in near])  # fmt: skip
    measure("one relation", [page(client, reverse("partnerships:detail", args=[pk])) for pk in relations])
    registry, directory = reverse("partnerships:registry"), reverse("organisations:directory")
    for name, address in {
        "map, whole": f"{registry}?view=map",
        "map, a Land opened": f"{registry}?view=map&open=ags:05",
        "figures, whole": reverse("partnerships:figures"),
    }.items():
        used = cpu_s()
        page(client, address)()
        print(f"  {name:<38} first time: processor {1000 * (cpu_s() - used):.0f} ms")
        measure(name, [page(client, address)] * ROUNDS)
    measure("figures of one country's phase", [
        page(client, f"{reverse('partnerships:figures')}?phase=active&since_from={year}") for year in range(1990, 2010)
    ])  # fmt: skip
    measure("directory", [page(client, f"{directory}?page={number}") for number in range(1, 31)])
    measure("directory, kind and word", [page(client, f"{directory}?kind=school&q={n}") for n in range(100, 130)])
    measure_export(client)


def measure_export(client: Client) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, used = time.perf_counter(), cpu_s()
    page(client, reverse("partnerships:registry_csv"))()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  export of all rows, CSV: clock {time.perf_counter() - start:.0f} s, processor {cpu_s() - used:.0f} s")
    print(f"  memory of the export: {(after - before) >> 10} MB above {before >> 10} MB")


if __name__ == "__main__":
    main()
