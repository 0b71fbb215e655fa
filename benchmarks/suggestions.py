"""Suggestions on a semi-synthetic market: are they welcome, is everybody seen, are they right though fields are missing.

$ python benchmarks/suggestions.py [--seeds 3] [--pairs 2000]

Beside each target stand its baselines and, where there is one, the certified best. The wishes are invented: only methods on
the same seeds compare. `questions`: the seeker (or everybody, on both sides) answers what `Matcher.ask` finds worth asking.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from common import table
from ranking_market import TOP, best, drop, market, ndcg, prior, utilities, zero

MISSING, NOISE, QUESTIONS = 0.4, 0.3, 3
EQUAL = (0.4, 0.3, 0.2, 0.15, 0.1, 0.07)
Rows = list[tuple[str, list[float]]]


def profiles(seed: int, missing: float, noise: float) -> tuple[list[list[Any]], list[list[Any]]]:
    """Both sides as they are seen, and as they truly are."""
    from spilno.engine.matching import Profile

    with tempfile.TemporaryDirectory() as folder:
        sides = market(seed, missing, Path(folder), noise)
    return tuple([[Profile.from_json(one.get(part, one) if part else one) for one in side] for side in sides]
                 for part in ("", "truth"))  # type: ignore[return-value]  # fmt: skip


def scores(seekers: list[Any], candidates: list[Any], weigh: Callable[..., Any] = prior) -> tuple[Any, Any, Any]:
    """(S, n) mutual score and both utilities."""
    from spilno.engine.matching import HARMONIC, Matcher

    there, back = utilities(seekers, Matcher(candidates, power=HARMONIC), weigh)
    return 2 * there * back / (there + back), there, back


def shown(lists: Any, mutual: Any, inside: Any) -> list[float]:
    """Mean M, welcome, Gini, coverage, most of the lists."""
    from spilno.engine.matching import exposure

    told = exposure([[str(at) for at in one] for one in lists], [str(at) for at in range(mutual.shape[1])])
    here = [float(np.nan_to_num(np.take_along_axis(each, lists, axis=1)).mean()) for each in (mutual, inside)]
    return [*here, told.gini, told.coverage, told.most]


def welcome_rows(mutual: Any, there: Any, back: Any) -> Rows:
    from spilno.engine.matching.welcome import welcome, welcomed

    inside = welcomed(back).astype(float)
    plain = float(np.take_along_axis(mutual, best(mutual), axis=1).mean())
    rows: Rows = []
    for name, order in (("one-sided", there), ("both sides (harmonic)", mutual)):
        told = shown(best(order), mutual, inside)
        rows.append((name, [told[1], 1 - told[0] / plain, float("nan")]))
    for loss in (0.002, 0.005, 0.01, 0.02):
        found = welcome(mutual, back, k=TOP, max_loss=loss)
        rows.append((f"welcome, loss up to {loss:.1%}", [found.share, found.loss, found.attainable]))
    return rows


def spread_rows(people: Any, mutual: Any, back: Any) -> Rows:
    from spilno.engine.matching import prices
    from spilno.engine.matching.spread import best_under, spread
    from spilno.engine.matching.welcome import welcomed

    inside = welcomed(back).astype(float)
    plain = float(np.take_along_axis(mutual, best(mutual), axis=1).mean())

    def row(name: str, lists: Any, price: Any = None, gini: float | None = None, cpu: float = 0.0) -> None:
        mean, welcome, now, coverage, most = shown(lists, mutual, inside)
        bound = float("nan")
        if price is not None:
            bound = best_under(mutual, price, k=TOP, gini=now if gini is None else gini, least=1) / lists.size
        rows.append((name, [now, coverage, most, mean / plain, mean / bound, welcome, cpu]))

    rows: Rows = []
    row("fame: the largest", best(np.where(np.isnan(mutual), np.nan, people[None, :])))
    row("both sides (harmonic)", best(mutual))
    row("dual prices, no list loses over 5%", prices(mutual, k=TOP).lists)
    for name, way in [("each at most 3 times", {"high": 3}), *((f"Gini {most}", {"gini": most}) for most in EQUAL)]:
        start = time.process_time()
        found = spread(mutual, k=TOP, low=1, **way)
        row(f"{name}, each seen", found.lists, found.prices, way.get("gini"), time.process_time() - start)
    return rows


def answered(asked: list[Any], true: list[Any], others: list[Any], number: int) -> list[Any]:
    """Profiles after the questions that the engine finds worth asking them about the others."""
    from spilno.engine.matching import HARMONIC, Matcher

    matcher, out = Matcher(others, power=HARMONIC), []
    for one, told in zip(asked, true, strict=True):
        fields = [question.field for question in matcher.ask(one, k=number)]
        out.append(replace(one, **{name: getattr(told, name) for name in fields if hasattr(told, name)}))
    return out


def missing_rows(seed: int, missing: float, noise: float) -> Rows:
    """NDCG@10 of what is seen by what is true."""
    (german, ukrainian), (whole, others) = profiles(seed, missing, noise)
    truth = scores(whole, others)[0]
    said = f"{missing:.0%} missing" * (missing > 0) + ", " * (missing > 0 < noise) + f"{noise:.0%} noise" * (noise > 0)

    def row(name: str, seekers: list[Any], candidates: list[Any], weigh: Callable[..., Any] = prior) -> None:
        lists = best(scores(seekers, candidates, weigh)[0])
        gained = np.take_along_axis(np.nan_to_num(truth), lists, axis=1).mean()
        rows.append((f"{said}: {name}", [ndcg(lists, truth), float(gained)]))

    rows: Rows = []
    for way in (zero, drop, prior) if missing else (prior,):
        row(way.__name__, german, ukrainian, way)
    if missing:
        for number in range(1, QUESTIONS + 1):
            row(f"seekers answer {number}", answered(german, whole, ukrainian, number), ukrainian)
        row("seekers know all of themselves", whole, ukrainian)
        theirs = answered(ukrainian, others, german, QUESTIONS)
        row(f"everybody answers {QUESTIONS}", answered(german, whole, ukrainian, QUESTIONS), theirs)
    return rows


def explanations(seed: int, pairs: int) -> None:
    """Sums of explanations, and each promised change ranked again from the first step."""
    from spilno.engine.matching import HARMONIC, Matcher

    (german, ukrainian), _truth = profiles(seed, MISSING, 0.0)
    matcher, chance = Matcher(ukrainian, power=HARMONIC), np.random.default_rng(seed)
    seekers = chance.choice(len(german), min(len(german), max(1, pairs // 50)), replace=False)
    worst, summed, looked, tried, false = 0.0, 0, 0, 0, 0
    for at in seekers:
        seeker = german[at]
        ranking = matcher.rank(seeker, k=None)
        for item in ranking.items:
            for value, start, reasons in (
                (item.utility, ranking.prior, item.reasons), (item.back, item.back_prior, item.back_reasons),
            ):  # fmt: skip
                gap = np.log(value) - np.log(start) - sum(one.contribution for one in reasons)
                worst, summed = max(worst, abs(float(gap))), summed + 1
        rows = chance.choice(len(ukrainian), min(len(ukrainian), -(-pairs // len(seekers))), replace=False)
        good, bad = changes_hold(matcher.prepare(seeker), rows)
        looked, tried, false = looked + len(rows), tried + good + bad, false + bad
    print(f"\nexplanations: largest error of {summed:,} sums {worst:.1e} (target 1e-6)")
    print(
        f"changes promised for {looked:,} random pairs: {tried:,} ranked again anew, {false} of them untrue (target 0)"
    )


def changes_hold(prepared: Any, candidates: Any) -> tuple[int, int]:
    """How many of the changes promised to these rows are true and untrue: all scores combined again by the definition."""
    from spilno.engine.matching.changes import Changes
    from spilno.engine.matching.preferences import CODES, SYMMETRIC

    mine = Definition(prepared.side.values, prepared.weights())
    theirs = Definition(prepared.back.values, prepared.back_weights)
    now, changes, good, bad = theirs.utility(), Changes(prepared), 0, 0
    for row in candidates:
        if prepared.excluded[row]:
            continue
        at = int(np.searchsorted(prepared.pool, row))
        for change in changes.of(at):
            number, back = prepared.side.codes.index(change.code), now
            if change.kind == "weight":
                there = mine.utility(number, weight=0.0)
            else:
                there = mine.utility(number, at)
                back = theirs.utility(CODES.index(change.code), at) if change.code in SYMMETRIC else now
            mutual = 2 * there * back / (there + back)
            ahead, equal = int((mutual > mutual[at] + 1e-9).sum()), int((np.abs(mutual - mutual[at]) <= 1e-9).sum())
            true = ahead < change.rank <= ahead + equal
            good, bad = good + true, bad + (not true)
    return good, bad


class Definition:
    """The weighted geometric mean as its definition says, unknown values at the mean of the known."""

    def __init__(self, values: Sequence[Any], weights: Sequence[Any]) -> None:
        self._values = [np.asarray(row, float) for row in values]
        self._weights = [np.asarray(weight, float) + np.zeros(len(values[0])) for weight in weights]
        self._terms = [weight * self._log(row) for weight, row in zip(self._weights, self._values, strict=True)]
        self._total, self._sum = sum(self._weights), sum(self._terms)

    @staticmethod
    def _log(row: Any) -> Any:
        log, known = np.log(np.maximum(row, 0.05)), ~np.isnan(row)
        return np.where(known, log, log[known].mean() if known.any() else np.log(0.5))

    def utility(self, number: int = 0, at: int | None = None, weight: float | None = None) -> Any:
        """(m,) where criterion `number` fits row `at` fully, or has another weight."""
        row, weights = self._values[number], self._weights[number]
        if at is not None:
            row = row.copy()
            row[at] = 1.0
        if weight is not None:
            weights = np.full(len(row), weight)
        total = self._total - self._weights[number] + weights
        summed = self._sum - self._terms[number] + weights * self._log(row)
        return np.exp(summed / np.where(total == 0, 1.0, total))


def show(title: str, head: list[str], runs: list[Rows]) -> None:
    lines: list[list[object]] = [
        [same[0][0], *(float(one) for one in np.mean([values for _name, values in same], axis=0))]
        for same in zip(*runs, strict=True)
    ]
    table(f"{title}, mean of {len(runs)} seeds", head, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--pairs", type=int, default=2000, help="random pairs whose changes are ranked again")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + max(1, asked.seeds))
    truths = [profiles(seed, 0.0, 0.0)[1] for seed in seeds]
    tables = [scores(*sides) for sides in truths]
    head = ["order by", "in their own top 20", "loss of mean M", "certified best at this loss"]
    show("Welcome (target: .80 at up to 2 % loss)", head, [welcome_rows(*one) for one in tables])
    head = ["order by", "Gini", "coverage", "most", "mean M kept", "of the certified best", "welcome", "processor s"]
    people = [np.array([float(one.population or 0) for one in others]) for _whole, others in truths]
    runs = [spread_rows(many, one[0], one[2]) for many, one in zip(people, tables, strict=True)]
    show("Seen by how many (target: Gini .10, coverage 1, .99 of the certified best)", head, runs)
    for missing, noise in ((MISSING, 0.0), (0.0, NOISE), (MISSING, NOISE)):
        title = "Right though little is known (targets: .90 after 3 questions, .80 with noise)"
        show(title, ["order by", "NDCG@10", "mean M"], [missing_rows(seed, missing, noise) for seed in seeds])
    explanations(asked.first, max(1, asked.pairs))


if __name__ == "__main__":
    main()
