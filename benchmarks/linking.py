"""Linking: recall, precision and speed on the development names, beside rapidfuzz and a trigram index.

    python benchmarks/linking.py [--rows N] [--world]

Needs the Ukrainian registers in SPILNO_HOME (spilno places import katottg, codab, koatuu) and dev/names_ua_dev.csv
in SPILNO_DATA. A row is answerable when the name is unique in its oblast and comes from an official name; for all
others the right answer is several or none. Rows that contradict the registers are counted, listed and left out of the
second line (the rule stands in linking_contradictions). `--variants` asks 540 spellings never seen instead (see
linking_variants), with `--world` against the whole world, too. `--world` alone adds names of German and Ukrainian towns
that GeoNames lists, whole and damaged by one letter, against every place of the world.
"""

import argparse
import csv
import random
import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import linking_variants
from anyascii import anyascii
from common import data_folder, need_registers, quantile, set_up, table
from linking_contradictions import Contradictions
from linking_variants import SEED, damaged
from rapidfuzz import fuzz, process

Answer = tuple[str, list[str]]  # verdict, codes best first
Link = Callable[[str, str], Answer]
# The brief's set is of Latin and Cyrillic spellings; other scripts are romanised by a last resort only.
_LETTERS = re.compile(r"[\u0000-\u024f\u0400-\u052f’ʼ]+")


def romanised(text: str) -> str:
    """What both peers compare: the name in small ASCII letters, Cyrillic by the national romanisation."""
    from spilno.engine.names import fold, take_off_units, to_english

    folded = take_off_units(text).name
    if any("\u0400" <= letter <= "\u04ff" for letter in folded):
        folded = to_english(folded)
    return fold(anyascii(folded))


class Peers:
    """Both peers over the same names as ours, split by oblast: rapidfuzz, and SQLite's trigram index."""

    def __init__(self) -> None:
        from spilno.engine.gazetteer.records import LEVELS
        from spilno.places.gazetteer import gazetteer

        index = gazetteer("official").index
        self.oblast_of = {index.place_name[at]: at for at in set(index.place_region.tolist()) if at >= 0}
        names: dict[int, list[tuple[str, int]]] = defaultdict(list)
        level = LEVELS.index("settlement")
        for at, place in enumerate(index.name_place.tolist()):
            # Settlements only, as the file expects: hromadas that bear the same name would only confuse the peers.
            if index.place_level[place] == level and index.place_region[place] >= 0:
                names[int(index.place_region[place])].append((romanised(index.name_text[at]), place))
        self.index = index
        self.names = {oblast: ([n for n, _ in some], [p for _, p in some]) for oblast, some in names.items()}
        self.everywhere: tuple[list[str], list[int]] = ([], [])
        self.db = sqlite3.connect(":memory:")
        self.db.execute(
            "CREATE VIRTUAL TABLE n USING fts5(name, oblast UNINDEXED, place UNINDEXED, tokenize='trigram')"
        )
        rows = [(n, oblast, p) for oblast, some in names.items() for n, p in some]
        self.db.executemany("INSERT INTO n VALUES (?, ?, ?)", rows)

    def oblast(self, name: str) -> int:
        return self.oblast_of.get(name, self.oblast_of.get(name.split()[0], -1))

    def _codes(self, places: list[int]) -> list[str]:
        return list(dict.fromkeys(self.index.place_code[place] for place in places))

    def rapidfuzz(self, text: str, oblast: str) -> Answer:
        names, places = self.names.get(self.oblast(oblast), ([], []))
        found = process.extract(romanised(text), names, scorer=fuzz.ratio, limit=5, score_cutoff=60)
        return _verdict([(score / 100, places[at]) for _, score, at in found], self._codes)

    def rapidfuzz_anywhere(self, text: str, _oblast: str) -> Answer:
        """Among the names of all oblasts."""
        if not self.everywhere[0]:
            for names, places in self.names.values():
                self.everywhere[0].extend(names)
                self.everywhere[1].extend(places)
        names, places = self.everywhere
        found = process.extract(romanised(text), names, scorer=fuzz.ratio, limit=50, score_cutoff=60)
        return _verdict([(score / 100, places[at]) for _, score, at in found], self._codes)

    def trigram(self, text: str, oblast: str) -> Answer:
        asked = romanised(text)
        grams = {asked[at : at + 3] for at in range(len(asked) - 2)}
        if not grams:
            return "none", []
        query = " OR ".join('"' + gram.replace('"', "") + '"' for gram in grams)
        rows = self.db.execute(
            "SELECT name, place FROM n WHERE n MATCH ? AND oblast = ? ORDER BY rank LIMIT 40",
            (query, self.oblast(oblast)),
        )
        scored = [(_jaccard(grams, name), int(place)) for name, place in rows]
        return _verdict(sorted(scored, key=lambda pair: -pair[0])[:5], self._codes)


def _jaccard(grams: set[str], name: str) -> float:
    other = {name[at : at + 3] for at in range(len(name) - 2)}
    return len(grams & other) / max(1, len(grams | other))


def _verdict(scored: list[tuple[float, int]], codes: Callable[[list[int]], list[str]]) -> Answer:
    """The peers' best chance at saying "one": alone at the top, and near."""
    found = codes([place for _, place in scored])
    if not scored:
        return "none", []
    best = scored[0]
    rivals = [score for score, place in scored if place != best[1]]
    return ("one" if best[0] >= 0.8 and best[0] > max(rivals, default=0.0) else "several"), found


def measure(link: Link, rows: list[dict[str, str]]) -> list[Any]:
    """recall@1, share answered and precision of "one", milliseconds."""
    right = answered = answerable = one = one_right = sure = sure_right = 0
    times = []
    for row in rows:
        start = time.process_time()
        verdict, codes = link(row["text"], row["oblast"])
        times.append((time.process_time() - start) * 1e3)
        hit = bool(codes) and codes[0] == row["expected"]
        one += verdict == "one"
        one_right += verdict == "one" and hit
        if is_answerable(row):
            answerable += 1
            right += hit
            answered += verdict == "one"
            sure += verdict == "one"
            sure_right += verdict == "one" and hit
    return [
        right / answerable, answered / answerable, sure_right / max(1, sure), one_right / max(1, one),
        quantile(times, 0.5), quantile(times, 0.95),
    ]  # fmt: skip


def bare(link: Link, rows: list[dict[str, str]]) -> list[Any]:
    """Shares of bare names that many places bear: a confident wrong answer, and the place meant among the candidates."""
    wrong = among = 0
    for row in rows:
        verdict, codes = link(row["text"], "")
        wrong += verdict == "one" and codes[:1] != [row["expected"]]
        among += row["expected"] in codes
    return [wrong / max(1, len(rows)), among / max(1, len(rows))]


def sorted_out(judge: Contradictions, rows: list[dict[str, str]], *, hint: bool) -> dict[str, list[dict[str, str]]]:
    """The rows by what contradicts them; '' for those that nothing does, with `read` among them."""
    kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        kind = judge.kind(row, hint=hint)
        kinds[kind].append(row)
        if kind == "read":
            kinds[""].append(row)
    return kinds


def ours(sources: Any) -> Link:
    from spilno.places.gazetteer import Hints, gazetteer

    linker = gazetteer(sources)

    def link(text: str, oblast: str) -> Answer:
        found = linker.link(text, Hints(country="UA", region=oblast), whole=True)
        return str(found.verdict), [hit.code for hit in found.hits]

    link("Вінниця", "")  # opens what is opened once
    return link


def is_answerable(row: dict[str, str]) -> bool:
    return row["unique_in_oblast"] == "1" and row["related"] == "1"


def official_names(rows: list[dict[str, str]]) -> None:
    """The main table, over the rows of the file."""
    peers, own = Peers(), ours("official")
    judge = Contradictions(peers.index)
    split = sorted_out(judge, rows, hint=True)
    head = ["method", "recall@1", "answered", "prec. of one", "over all rows", "p50 CPU ms", "p95 CPU ms"]
    lines = [
        ["spilno", *measure(own, rows)],
        ["spilno without contradictions", *measure(own, split[""])],
        ["and without those that read as another's", *measure(own, [r for r in split[""] if r not in split["read"]])],
        ["rapidfuzz ratio in the oblast", *measure(peers.rapidfuzz, split[""])],
        ["SQLite FTS5 trigram in the oblast", *measure(peers.trigram, split[""])],
        ["target", 0.97, 0.95, 0.999, None, 1.0, 1.5],
    ]
    table(f"Linking {len(rows)} spellings to official units, oblast given", head, lines)
    kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in filter(is_answerable, split[""]):
        kinds[row["kind"]].append(row)
    lines = [[kind, len(some), *measure(own, some)[:3]] for kind, some in sorted(kinds.items())]
    table("Answerable rows by kind of spelling", ["kind", "rows", "recall@1", "answered", "prec. of one"], lines)
    contradicting(own, split)
    ambiguous = [row for row in rows if row["ambiguous_without_hint"] == "1"]
    split = sorted_out(judge, ambiguous, hint=False)
    related = [row for row in split[""] if row["related"] == "1"]
    lines = [
        ["all", len(ambiguous), *bare(own, ambiguous)],
        ["without contradictions", len(split[""]), *bare(own, split[""])],
        ["and with a name that the registers relate to the place", len(related), *bare(own, related)],
        ["the same, rapidfuzz ratio", len(related), *bare(peers.rapidfuzz_anywhere, related)],
    ]
    table("Names that many places bear, bare", ["rows", "number", "confident and wrong", "among candidates"], lines)
    context(peers)


def context(peers: Peers) -> None:
    """The official name of settlements drawn at random, homonyms included, with one fact beside it."""
    from spilno.engine.gazetteer.records import LEVELS
    from spilno.places.gazetteer import Hints, gazetteer

    linker, index = gazetteer("official"), peers.index
    known = (
        (index.place_level == LEVELS.index("settlement"))
        & (index.place_flags & 1 == 0)
        & (index.place_lat == index.place_lat)
    )
    places = random.Random(SEED).sample(
        [at for at in known.nonzero()[0].tolist() if index.place_district[at] >= 0], 1000
    )
    facts: dict[str, Callable[[int], Hints]] = {
        "nothing": lambda at: Hints(country="UA"),
        "oblast": lambda at: Hints(country="UA", region=index.place_code[index.place_region[at]]),
        "rayon": lambda at: Hints(country="UA", region=index.place_code[index.place_district[at]]),
        "position": lambda at: Hints(country="UA", near=(float(index.place_lat[at]), float(index.place_lon[at]))),
    }
    lines: list[list[Any]] = []
    for fact, hints in facts.items():
        found = [linker.link(index.place_name[at], hints(at)) for at in places]
        lines.append(
            [f"spilno, {fact}", *_right(places, [(str(f.verdict), [h.code for h in f.hits]) for f in found], index)]
        )
    oblasts = [peers.rapidfuzz(index.place_name[at], index.place_name[index.place_region[at]]) for at in places]
    lines += [["rapidfuzz ratio, oblast", *_right(places, oblasts, index)], ["target with one fact", 0.98, None, 0.001]]
    table("1000 settlements by their own names", ["known besides", "R@1", "answered", "confident and wrong"], lines)


def _right(places: list[int], answers: list[Answer], index: Any) -> list[float]:
    codes = [index.place_code[at] for at in places]
    first = sum(found[:1] == [code] for code, (_, found) in zip(codes, answers, strict=True))
    one = sum(verdict == "one" for verdict, _ in answers)
    wrong = sum(v == "one" and found[:1] != [code] for code, (v, found) in zip(codes, answers, strict=True))
    return [first / len(places), one / len(places), wrong / len(places)]


def contradicting(own: Link, split: dict[str, list[dict[str, str]]]) -> None:
    """The answerable rows that contradict the registers, with our answer."""
    for kind in ("another's", "shared", "read"):
        some = [row for row in split[kind] if is_answerable(row)]
        lines = [[row["text"], row["oblast"], row["expected"], *_answer(own, row)] for row in some]
        table(f"Contradicting rows, {kind}: {len(some)}", ["text", "oblast", "expected", "verdict", "first"], lines)


def _answer(link: Link, row: dict[str, str]) -> tuple[str, str]:
    verdict, codes = link(row["text"], row["oblast"])
    return verdict, codes[0] if codes else ""


def world() -> None:
    """540 names of German and Ukrainian towns: other spellings that GeoNames lists, and one-letter typos."""
    from spilno.places.gazetteer import Hints, gazetteer
    from spilno.places.models import AreaName

    chance = random.Random(SEED)
    found = AreaName.objects.filter(area__country__in=["DE", "UA"], area__population__gt=15000, source__key="geonames")
    pool = sorted(
        {
            (text, area)
            for text, area in found.values_list("text", "area_id")
            if 4 < len(text) < 30 and _LETTERS.fullmatch(text)
        }
    )
    picked = chance.sample(pool, min(270, len(pool)))
    names = [(text, area, "listed") for text, area in picked]
    names += [(damaged(text, chance), area, "typo") for text, area in picked]
    linker = gazetteer("all")
    lines = []
    for title, country in (("country given", True), ("whole world", False)):
        for kind in ("listed", "typo"):
            first = five = 0
            times = []
            some = [(text, area) for text, area, what in names if what == kind]
            for text, area in some:
                hints = Hints(country=_country(linker, area) if country else "")
                start = time.process_time()
                ids = [hit.id for hit in linker.link(text, hints, k=5).hits]
                times.append((time.process_time() - start) * 1e3)
                first += ids[:1] == [area]
                five += area in ids
            lines.append(
                [f"{kind}, {title}", first / len(some), five / len(some), quantile(times, 0.5), quantile(times, 0.95)]
            )
    lines.append(["target: world", 0.93, 0.97, 5.0, None])
    table(f"{len(names)} names against {len(linker.index.name_place):,} names of the world",
          ["names", "R@1", "R@5", "p50 CPU ms", "p95 CPU ms"], lines)  # fmt: skip


def _country(linker: Any, area: int) -> str:
    at = int((linker.index.place_id == area).argmax())
    return str(linker.index.countries[int(linker.index.place_country[at])])


def main() -> None:
    parser = argparse.ArgumentParser(description="Linking beside rapidfuzz and a trigram index.")
    parser.add_argument("--rows", type=int, default=0, help="only so many rows, drawn at random (0: all)")
    parser.add_argument(
        "--variants", action="store_true", help="only the 540 spellings never seen, Germany and Ukraine"
    )
    parser.add_argument("--world", action="store_true", help="also against every place of the world")
    options = parser.parse_args()
    set_up()
    need_registers("KATOTTG")
    if options.variants:
        linking_variants.run(world=options.world)
        return
    with (data_folder() / "dev" / "names_ua_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if options.rows:
        rows = random.Random(SEED).sample(rows, min(options.rows, len(rows)))
    official_names(rows)
    if options.world:
        world()


if __name__ == "__main__":
    main()
