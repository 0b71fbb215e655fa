"""The fair of open requests: building it, renewing it after one change, a list, the page at the server.

Makes requests over real municipalities, with texts in German and Ukrainian, inside a transaction that is taken back.

$ SPILNO_HOME=… python benchmarks/fair.py [--requests 2000]
"""

import argparse
import csv
import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from common import quantile, set_up, table

TEXTS = Path(__file__).parent / "texts" / "tuned_on.tsv"
SEED = 7


class TakenBack(Exception):
    pass


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of this process: what a quiet machine would take lies between both."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - own) * 1e3


def line(what: str, times: Sequence[tuple[float, float]]) -> list[object]:
    walls, own = [one[0] for one in times], [one[1] for one in times]
    return [what, quantile(walls, 0.5), quantile(walls, 0.95), quantile(own, 0.5), quantile(own, 0.95)]


def made_requests(number: int) -> Any:
    """Half of them German, half Ukrainian; themes and texts from the cases of the benchmark of texts."""
    from django.utils import timezone

    from spilno.organisations.models import Organisation
    from spilno.partnersearch.models import PartnerRequest, RequestText, RequestTheme
    from spilno.places.models import Area

    rng = random.Random(SEED)
    with TEXTS.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    now = timezone.now()
    texts, themes = [], []
    for country, language in (("DE", "de"), ("UA", "uk")):
        areas = list(Area.objects.current().filter(country=country, level="municipality").order_by("pk"))
        for area in rng.sample(areas, number // 2):
            who = Organisation.objects.create(name=area.name, area=area, kind="administration", status="confirmed")
            sought, offered = rng.sample(cases, 2)
            row = PartnerRequest.objects.create(
                organisation=who, status="open", title=sought[f"seek_{language}"][:200], published_at=now,
                expires_at=now + timedelta(days=300), country={"DE": "UA", "UA": "DE"}[country], languages=[language, "en"],
                capacity=rng.choice([1, 1, 2]), security=rng.choice(["", "", "safe", "front"]),
            )  # fmt: skip
            for part, text in (("title", sought[f"seek_{language}"]), ("offers", offered[f"offer_{language}"])):
                texts.append(RequestText(request=row, part=part, language=language, text=text, version=1))
            told = {("seeks", sought["theme"]), ("seeks", rng.choice(cases)["theme"]), ("offers", offered["theme"])}
            themes += [RequestTheme(request=row, side=side, theme=theme, weight=2) for side, theme in sorted(told)]
    RequestText.objects.bulk_create(texts)
    RequestTheme.objects.bulk_create(themes)
    return list(PartnerRequest.objects.filter(organisation__status="confirmed").order_by("pk"))


def reader_of(rows: list[Any]) -> Any:
    """A browser whose account keeps all these requests."""
    from django.test import Client
    from django.urls import reverse

    from spilno.accounts.models import User
    from spilno.common.settling import settle
    from spilno.organisations.models import Membership

    user = User.objects.create_user("benchmark@example.org", name="Benchmark", language="de")
    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=row.organisation_id, role="owner") for row in rows
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    # The first page reads templates and the catalogue; the server has read them, and settles what stays.
    client.get(reverse("matching:request_suggestions", args=[rows[0].pk]))
    settle()
    return client


def pages_of(rows: list[Any], rng: random.Random) -> list[list[object]]:
    """One request after the other, each as it stands, after another request has changed, and after a relation has."""
    from django.urls import reverse
    from django.utils import timezone

    from spilno.matching import fair
    from spilno.partnersearch.models import PartnerRequest
    from spilno.partnerships.models import Partnership

    some = rng.sample(rows, 40)
    client, relation = reader_of(some), Partnership.objects.create()
    pages, changed, related, whys = [], [], [], []
    for at, row in enumerate(some[1:]):
        address = reverse("matching:request_suggestions", args=[row.pk])
        pages.append(timed(lambda address=address: client.get(address)))
        assert client.get(address).status_code == 200
        other = rng.choice(rows)
        PartnerRequest.objects.filter(pk=other.pk).update(changed_at=timezone.now(), version=other.version + 1)
        changed.append(timed(lambda address=address: client.get(address)))
        Partnership.objects.filter(pk=relation.pk).update(changed_at=timezone.now())
        related.append(timed(lambda address=address: client.get(address)))
        if at < 10:
            address = reverse("matching:request_why", args=[row.pk, fair.suggestions_for(row).items[0].row.pk])
            whys.append(timed(lambda address=address: client.get(address)))
    return [
        line("page of suggestions, at the server", pages),
        line("the same after a request has changed", changed),
        line("the same after a relation has changed", related),
        line("page of one pair, with changes ranked again", whys),
    ]


def measure(number: int) -> None:
    from django.utils import timezone

    from spilno.matching import fair
    from spilno.matching.models import ExposureRun
    from spilno.matching.tasks import order_fair
    from spilno.partnersearch.models import PartnerRequest

    rows = made_requests(number)
    rng = random.Random(SEED)
    fair.market()
    lines = [line("built anew, registers in memory", [timed(fair.open_fair)])]
    lines.append(line("nothing changed", [timed(fair.open_fair) for _ in range(20)]))
    renewed = []
    for row in rng.sample(rows, 20):
        PartnerRequest.objects.filter(pk=row.pk).update(changed_at=timezone.now(), version=row.version + 1)
        renewed.append(timed(fair.open_fair))
    lines.append(line("one request changed", renewed))
    lists = [timed(lambda row=row: fair.suggestions_for(row)) for row in rng.sample(rows, 50)]
    lines.append(line("a list of 20 with all reasons", lists))
    lines.append(line("order of all lists (worker)", [timed(order_fair)]))
    lines += pages_of(rows, rng)
    table(f"{len(rows)} open requests, ms", ["what", "p50", "p95", "CPU p50", "CPU p95"], lines)
    run = ExposureRun.objects.first()
    assert run is not None
    print(
        f"exposure: Gini {run.gini_before:.3f} -> {run.gini_after:.3f}, coverage {run.coverage_before:.3f} -> "
        f"{run.coverage_after:.3f}, welcome {run.welcome_before:.3f} -> {run.welcome_after:.3f} (at most "
        f"{run.welcome_most:.3f}), loss of mean fit {run.loss:.4f}, of one list {run.worst:.3f}, of the certified best "
        f"{run.certified:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=2000)
    number = parser.parse_args().requests
    set_up()
    from django.db import transaction

    try:
        with transaction.atomic():
            measure(number)
            raise TakenBack
    except TakenBack:
        pass


if __name__ == "__main__":
    main()
