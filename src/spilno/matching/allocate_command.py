"""`spilno allocate FILE…`: introductions for a whole network from profiles as JSON lines (docs/profiles.md)."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import click

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Profile
from spilno.engine.matching.allocate import Allocation, Pair, allocate, allocate_stable
from spilno.engine.matching.market import Market, build_market, split_sides
from spilno.engine.matching.settled import Settled, allocate_settled
from spilno.engine.matching.stability import AllocationReport, report_on


def _number(_ctx: Any, _param: Any, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise click.BadParameter(f"{value} is not a number between 0 and 1")
    return value


@click.command("allocate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--stability",
    type=float,
    callback=_number,
    metavar="λ",
    help="Deferred acceptance on (1-λ) own gain + λ mutual score: 0 is stable. Without it, the largest total in which no "
    "two would both gain more than 0.05.",
)
@click.option("--pin", multiple=True, metavar="A:B", help="This pair must be introduced. May be repeated.")
@click.option("--forbid", multiple=True, metavar="A:B", help="This pair must not be introduced. May be repeated.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def allocate_command(
    files: tuple[Path, ...], stability: float | None, pin: tuple[str, ...], forbid: tuple[str, ...], format_: str
) -> None:
    """Propose introductions between the two sides of FILES: profiles as JSON lines, - for standard input."""
    try:
        market = build_market(*split_sides(_profiles(files)))
        pins, forbids = _pairs(market, "--pin", pin), _pairs(market, "--forbid", forbid)
        both = sorted(set(pins) & set(forbids))
        if both:
            raise InvalidInput("--pin", f"{_named(market, both[0])} is pinned and forbidden")
        settled = _allocation(market, stability, pins, forbids)
    except InvalidInput as error:
        raise click.UsageError(_one_line(str(error))) from None
    made = settled if isinstance(settled, Allocation) else settled.made
    report = report_on(
        made.pairs, market.mutual, market.gain_first, market.gain_second, market.capacity_first,
        market.capacity_second, forbids=forbids,
    )  # fmt: skip
    answer = as_json(market, made, report)
    if isinstance(settled, Settled):
        answer["settled"] = {
            "tolerance": settled.tolerance, "least": settled.least, "attainable": max(settled.attainable, answer["welfare"])
        }  # fmt: skip
    if pins:
        answer["pins"] = _priced(market, pins, forbids, made.upper_bound)
    if format_ == "json":
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _table(market, answer)


def _profiles(files: tuple[Path, ...]) -> list[Profile]:
    """Every profile of all files; an error names file, line and field."""
    found: dict[str, Profile] = {}
    for file in files:
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            profile = _profile(f"{file}:{number}", line)
            if profile.id in found:
                raise click.UsageError(f"{file}:{number}: id: {profile.id[:40]!r} stands twice")
            found[profile.id] = profile
    if not found:
        raise click.UsageError(f"{', '.join(map(str, files))}: no profile")
    return list(found.values())


def _profile(where: str, line: str) -> Profile:
    try:
        profile = Profile.from_json(json.loads(line))
        # Half a character of UTF-16 is no text that anybody could print.
        f"{profile.id}{profile.name}".encode()
    except json.JSONDecodeError as error:
        raise click.UsageError(f"{where}: not readable as JSON: {error.msg}") from None
    except InvalidInput as error:
        raise click.UsageError(_one_line(f"{where}: {error}")) from None
    except UnicodeEncodeError:
        raise click.UsageError(f"{where}: id or name: not a text that can be written") from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets in brackets without end.
        raise click.UsageError(f"{where}: not readable as JSON: too large a number or too deep") from None
    return profile


def _one_line(message: str) -> str:
    """Whatever names and values the message quotes, it stays one line that can be written."""
    return " ".join(message.encode("utf-8", "replace").decode().split())[:300]


def _lines(file: Path) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{file}: the file is not UTF-8 text") from None


def _pairs(market: Market, option: str, texts: tuple[str, ...]) -> list[Pair]:
    """`a:b` in either order, as rows and columns."""
    first = {one.id: at for at, one in enumerate(market.first)}
    second = {one.id: at for at, one in enumerate(market.second)}
    return [_pair(option, text, first, second) for text in texts]


def _pair(option: str, text: str, first: dict[str, int], second: dict[str, int]) -> Pair:
    """An id may hold colons itself: the colon that parts is the one with a profile on either side."""
    parts = text.split(":")
    ways = [(":".join(parts[:at]), ":".join(parts[at:])) for at in range(1, len(parts))]
    if not any(one and other for one, other in ways):
        raise InvalidInput(option, f"{text}: write it as a:b, with the ids of both")
    known = [way for way in ways if all(name in first or name in second for name in way)]
    if not known:
        one, other = ways[0]
        raise InvalidInput(option, f"{text}: no profile {one if one not in first and one not in second else other!r}")
    one, other = known[0]
    if one in second:
        one, other = other, one
    if one not in first or other not in second:
        raise InvalidInput(option, f"{text}: both are on one side")
    return first[one], second[other]


def _named(market: Market, pair: Pair) -> str:
    return f"{market.first[pair[0]].id}:{market.second[pair[1]].id}"


def _allocation(market: Market, stability: float | None, pins: list[Pair], forbids: list[Pair]) -> Allocation | Settled:
    import numpy as np

    for at in pins:
        if np.isnan(market.mutual[at]):
            raise InvalidInput("--pin", f"{_named(market, at)}: a must of one of them keeps them apart")
    sides = [(market.first, market.capacity_first), (market.second, market.capacity_second)]
    for side, (profiles, capacity) in enumerate(sides):
        for number in sorted({pair[side] for pair in pins}):
            wanted = sum(pair[side] == number for pair in set(pins))
            if wanted > capacity[number]:
                name = profiles[number].id
                raise InvalidInput("--pin", f"{name} can take {capacity[number]}, but {wanted} are pinned to it")
    capacities = (market.capacity_first, market.capacity_second)
    gains = (market.gain_first, market.gain_second)
    if stability is None:
        return allocate_settled(market.mutual, *gains, *capacities, pins=pins, forbids=forbids)
    return allocate_stable(market.mutual, *gains, *capacities, blend=stability, pins=pins, forbids=forbids)


def _priced(market: Market, pins: list[Pair], forbids: list[Pair], bound: float) -> list[dict[str, Any]]:
    """What each pin takes from the largest total, the other pins standing."""
    priced = []
    for pin in sorted(set(pins)):
        others = [other for other in pins if other != pin]
        without = allocate(market.mutual, market.capacity_first, market.capacity_second, pins=others, forbids=forbids)
        price = max(without.upper_bound - bound, 0.0)
        priced.append({"a": market.first[pin[0]].id, "b": market.second[pin[1]].id, "price": price})
    return priced


def as_json(market: Market, made: Allocation, report: AllocationReport) -> dict[str, Any]:
    """The published form; scripts outside the project rely on these names. Numbers are not rounded: the scores of the
    pairs add up to the welfare."""
    alone = [(market.first[at].id, reason) for at, reason in report.alone_first.items()]
    alone += [(market.second[at].id, reason) for at, reason in report.alone_second.items()]
    sides = {"first": report.first, "second": report.second}
    pairs = [
        {"a": market.first[a].id, "b": market.second[b].id, "mutual": float(market.mutual[a, b])} for a, b in made.pairs
    ]
    welfare = math.fsum(float(market.mutual[at]) for at in made.pairs)
    return {
        "pairs": pairs,
        "welfare": welfare,
        "upper_bound": max(welfare, made.upper_bound),
        "blocking": {f"{limit:g}": len(found) for limit, found in report.blocking.items()},
        "exposure": {"gini": report.gini, "coverage": report.coverage},
        "utility": {
            name: {part: getattr(side, part) for part in ("worst", "tenth", "mean")} for name, side in sides.items()
        },
        "unmatched": [{"id": name, "reason": reason} for name, reason in alone],
    }


def _table(market: Market, answer: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    names = {one.id: one.name or one.id for one in (*market.first, *market.second)}
    table = Table("a", "b", "mutual")
    for pair in answer["pairs"]:
        table.add_row(names[pair["a"]], names[pair["b"]], f"{pair['mutual']:.3f}")
    console = Console()
    console.print(table)
    console.print(f"welfare {answer['welfare']:.3f} of at most {answer['upper_bound']:.3f}")
    console.print(
        f"pairs that would both gain more than: {answer['blocking']}; without a partner: {len(answer['unmatched'])}"
    )
    for pin in answer.get("pins", ()):
        console.print(f"the pin {names[pin['a']]} - {names[pin['b']]} takes {pin['price']:.3f} from the total")
