"""Requests on a semi-synthetic market: real places, invented wishes, a share of the fields missing.

What is judged: a ranking from what is seen, by the two-sided score of what is true. Only methods on the same seeds
compare; the figures by themselves mean nothing, because the wishes are invented.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from common import data_folder, table

SEEDS = (0, 1, 2)
MISSING = 0.4
TOP, OWN_TOP = 10, 20
FLOOR = 0.05
Weigh = Callable[[Any, list[Any]], Any]


def market(
    seed: int, missing: float, folder: Path, noise: float = 0.0
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """German and Ukrainian rows, as the tool beside the data writes them."""
    tool = data_folder().parent / "tools" / "market.py"
    command = [sys.executable, str(tool), str(folder), "--seed", str(seed), "--missing", str(missing)]
    command += ["--noise", str(noise)]
    subprocess.run(command, check=True)
    german, ukrainian = (
        [json.loads(line) for line in (folder / f"{side}.jsonl").read_text(encoding="utf-8").splitlines()]
        for side in ("german", "ukrainian")
    )
    return german, ukrainian


def prior(side: Any, weights: list[Any]) -> Any:
    """Ours: what is unknown takes the criterion's mean, its weight is kept."""
    return side.utility(weights)


def zero(side: Any, weights: list[Any]) -> Any:
    """What is unknown counts as no fit at all."""
    total = sum(weights)
    filled = (np.log(np.maximum(np.nan_to_num(values), FLOOR)) for values in side.values)
    return np.exp(sum(w * row for w, row in zip(weights, filled, strict=True)) / total)


def drop(side: Any, weights: list[Any]) -> Any:
    """What is unknown is left out and the other weights grow."""
    rows = list(zip(weights, side.known, side.logs, strict=True))
    total = sum(w * known for w, known, _ in rows)
    return np.exp(sum(w * known * logs for w, known, logs in rows) / np.where(total > 0, total, 1))


def utilities(german: list[Any], matcher: Any, weigh: Weigh) -> tuple[Any, Any]:
    """(S, n) U of the seekers and U of the candidates; nan where a pair is not eligible."""
    there = np.full((len(german), len(matcher.columns)), np.nan)
    back = there.copy()
    for at, seeker in enumerate(german):
        prepared = matcher.prepare(seeker)
        there[at, prepared.pool] = weigh(prepared.side, prepared.weights())
        back[at, prepared.pool] = weigh(prepared.back, prepared.back_weights)
    return there, back


def ndcg(lists: Any, truth: Any) -> float:
    """Mean NDCG@10; the gain of a pair is how far its true score lies above the mean of the seeker's pairs."""
    gains = np.nan_to_num(np.maximum(truth - np.nanmean(truth, axis=1, keepdims=True), 0))
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    seen = np.take_along_axis(gains, lists, axis=1) @ discount
    ideal = -np.sort(-gains, axis=1)[:, :TOP] @ discount
    return float((seen / ideal).mean())


def best(scores: Any) -> Any:
    return np.argsort(-np.nan_to_num(scores, nan=-1), axis=1, kind="stable")[:, :TOP]


def returned(lists: Any, back: Any) -> float:
    """Share of the suggestions that stand in the candidate's own top 20."""
    places = np.argsort(np.argsort(-np.nan_to_num(back, nan=-1), axis=0, kind="stable"), axis=0, kind="stable")
    return float((np.take_along_axis(places, lists, axis=1) < OWN_TOP).mean())


def one_seed(seed: int) -> list[tuple[str, list[float]]]:
    from spilno.engine.matching import HARMONIC, Matcher, Profile, exposure, prices

    with tempfile.TemporaryDirectory() as folder:
        rows = market(seed, MISSING, Path(folder))
    german, ukrainian = ([Profile.from_json(row) for row in side] for side in rows)
    whole, others = ([Profile.from_json(row["truth"]) for row in side] for side in rows)
    seen, true = Matcher(ukrainian, power=HARMONIC), Matcher(others, power=HARMONIC)
    there, back = utilities(whole, true, prior)
    truth = 2 * there * back / (there + back)
    ids = [str(at) for at in range(truth.shape[1])]

    def line(name: str, scores: Any, lists: Any = None) -> tuple[str, list[float]]:
        chosen = best(scores) if lists is None else lists
        shown = exposure([[str(at) for at in one] for one in chosen], ids)
        mean = float(np.nan_to_num(np.take_along_axis(truth, chosen, axis=1)).mean())
        return name, [ndcg(chosen, truth), mean, returned(chosen, back), shown.gini, shown.coverage]

    chance = np.where(np.isnan(truth), np.nan, np.random.default_rng(seed).random(truth.shape))
    people = [np.log([p.population or 20_000 for p in side]) for side in (whole, others)]
    size = np.where(np.isnan(truth), np.nan, 10 - np.abs(people[0][:, None] - people[1][None, :]))
    lines = [line("by lot", chance), line("population similarity", size)]
    lines += [line("whole truth: one-sided", there), line("whole truth: both sides", truth)]
    lines.append(line("whole truth: both sides, priced", truth, prices(truth, k=TOP).lists))
    for weigh in (zero, drop, prior):
        seen_there, seen_back = utilities(german, seen, weigh)
        scores = 2 * seen_there * seen_back / (seen_there + seen_back)
        lines.append(line(f"{MISSING:.0%} missing: {weigh.__name__}", scores))
    return lines


def requests() -> None:
    """Print the table, means over the seeds; a word where the tool is missing."""
    if not (data_folder().parent / "tools" / "market.py").is_file():
        print("\nrequests: skipped, no tools/market.py beside SPILNO_DATA")
        return
    runs = [one_seed(seed) for seed in SEEDS]
    lines: list[list[object]] = [
        [same[0][0], *(float(value) for value in np.mean([values for _, values in same], axis=0))]
        for same in zip(*runs, strict=True)
    ]
    head = ["order by", "NDCG@10", "mean M", f"in their top {OWN_TOP}", "Gini", "coverage"]
    table(f"Requests of 400 towns on a made-up market, mean of {len(SEEDS)} seeds", head, lines)
