"""Likeness of texts across German, Ukrainian and English, beside what the same method reaches within one language.

Each case is one need and one offer that answers it, each in three languages. Asked with the need in language A, all offers
in language B are put in order; counted is where the right one stands. `held_out.tsv` was written after the lexicon was
finished and is never tuned on; `tuned_on.tsv` was. Both are by the lexicon's authors: figures on strangers' texts will be
lower. Peers in the same run: tf-idf of words and of character pieces, the latter after transliteration.

$ python benchmarks/texts.py [held_out|tuned_on] [--model FOLDER]
"""

import argparse
import csv
import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import translitua
from common import ROOT, quantile, table, timed

from spilno.engine.texts import EmbeddingModel, Vector, lexicon, likeness, themes_of, vector_of
from spilno.engine.texts.folding import folded, is_cyrillic, words_of

LANGUAGES = ("en", "de", "uk")
FOLDER = Path(__file__).parent / "texts"
Read = Callable[[str], Vector]


def cases(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: str) -> Counter[str]:
    return Counter(words_of(text))


def pieces(text: str) -> Counter[str]:
    """Runs of three and four letters, Cyrillic in Latin letters."""
    latin = " ".join(folded(translitua.translit(one)) if is_cyrillic(one) else one for one in words_of(text))
    return Counter(latin[at : at + size] for size in (3, 4) for at in range(len(latin) - size + 1))


def tf_idf(tokens: Callable[[str], Counter[str]], texts: Sequence[str]) -> Read:
    seen = Counter(token for text in texts for token in tokens(text))

    def read(text: str) -> Vector:
        told = {
            one: (1 + math.log(n)) * math.log((1 + len(texts)) / (1 + seen[one])) for one, n in tokens(text).items()
        }
        length = math.sqrt(sum(value**2 for value in told.values())) or 1.0
        return {one: value / length for one, value in told.items()}

    return read


def reciprocal_rank(read: Read, rows: list[dict[str, str]], ask: str, answer: str) -> tuple[float, float]:
    """Mean reciprocal rank and share within the first five; equal scores count as worse."""
    needs, offers = ([read(row[f"{side}_{one}"]) for row in rows] for side, one in (("seek", ask), ("offer", answer)))
    total = found = 0.0
    for at, need in enumerate(needs):
        scores = [likeness(need, offer) for offer in offers]
        place = sum(score >= scores[at] for score in scores) if scores[at] else len(rows)
        total += 1 / place
        found += place <= 5
    return total / len(rows), found / len(rows)


Found = dict[str, dict[tuple[str, str], tuple[float, float]]]


def show_ranks(name: str, rows: list[dict[str, str]], found: Found) -> None:
    others = [one for one in found if one != "lexicon"]
    lines = []
    for a in LANGUAGES:
        for b in LANGUAGES:
            own, best = found["lexicon"], max(one[b, b][0] for one in found.values())
            shares = [None, None] if a == b else [own[a, b][0] / own[b, b][0], own[a, b][0] / best]
            lines.append([f"{a} -> {b}", *own[a, b], *shares, *(found[one][a, b][0] for one in others)])
    head = ["need -> offer", "MRR", "in 5", "share of B -> B", "of the best B -> B", *(f"MRR {one}" for one in others)]
    table(f"{len(rows)} cases of {name}.tsv", head, lines)
    across = [found["lexicon"][a, b][0] for a in LANGUAGES for b in LANGUAGES if a != b]
    within = [found["lexicon"][a, a][0] for a in LANGUAGES]
    means = sum(across) / len(across), sum(within) / len(within)
    print(f"across / within, means: {means[0]:.4f} / {means[1]:.4f} = {means[0] / means[1]:.4f}")


def show_themes(rows: list[dict[str, str]]) -> None:
    lines = []
    for one in LANGUAGES:
        told = [(row["theme"], list(themes_of(row[f"{side}_{one}"]))) for row in rows for side in ("seek", "offer")]
        lines.append(
            [one, sum(t[:1] == [right] for right, t in told) / len(told), sum(r in t for r, t in told) / len(told)]
        )
    table("themes proposed (24 themes)", ["language", "the first is right", "among those proposed"], lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", default="held_out", choices=["held_out", "tuned_on"])
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    rows = cases(asked.name)
    texts = [row[f"{side}_{one}"] for row in rows for side in ("seek", "offer") for one in LANGUAGES]
    methods: dict[str, Read] = {"lexicon": vector_of}
    if asked.model:
        methods["model"] = EmbeddingModel(asked.model).vector_of
    methods |= {"words": tf_idf(words, texts), "pieces": tf_idf(pieces, texts)}
    pairs = [(a, b) for a in LANGUAGES for b in LANGUAGES]
    found = {name: {(a, b): reciprocal_rank(read, rows, a, b) for a, b in pairs} for name, read in methods.items()}
    show_ranks(asked.name, rows, found)
    show_themes(rows)
    vector_of.cache_clear()
    times = [timed(lambda text=text: vector_of(text)) for text in texts]
    size = (ROOT / "src/spilno/engine/texts/words.tsv").stat().st_size
    print(f"\n{len(lexicon().subjects)} subjects, {size / 1e3:.0f} kB; p50 {quantile(times, 0.5):.3f} ms a text")


if __name__ == "__main__":
    main()
