"""`spilno allocate FILE…`: introductions for a whole network from profiles as JSON lines (docs/profiles.md)."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Profile
from spilno.engine.matching.allocate import Allocation, Pair, allocate, allocate_stable
from spilno.engine.matching.market import Market, build_market, split_sides
from spilno.engine.matching.stability import AllocationReport, report_on

DIGITS = 6


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
    help="Deferred acceptance on (1-λ) own gain + λ mutual score: 0 is stable. Without it, the largest total.",
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
        made = _allocation(market, stability, pins, forbids)
    except InvalidInput as error:
        raise click.UsageError(str(error)) from None
    report = report_on(
        made.pairs, market.mutual, market.gain_first, market.gain_second, market.capacity_first,
        market.capacity_second, forbids=forbids,
    )  # fmt: skip
    answer = as_json(market, made, report)
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
            try:
                profile = Profile.from_json(json.loads(line))
            except json.JSONDecodeError as error:
                raise click.UsageError(f"{file}:{number}: not readable as JSON: {error.msg}") from None
            except InvalidInput as error:
                raise click.UsageError(f"{file}:{number}: {error}") from None
            if profile.id in found:
                raise click.UsageError(f"{file}:{number}: id: {profile.id!r} stands twice")
            found[profile.id] = profile
    if not found:
        raise click.UsageError(f"{', '.join(map(str, files))}: no profile")
    return list(found.values())


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
    found = []
    for text in texts:
        one, colon, other = text.partition(":")
        if not colon or not one or not other:
            raise InvalidInput(option, f"{text}: write it as a:b, with the ids of both")
        for name in (one, other):
            if name not in first and name not in second:
                raise InvalidInput(option, f"{text}: no profile {name!r}")
        if one in second:
            one, other = other, one
        if one not in first or other not in second:
            raise InvalidInput(option, f"{text}: both are on one side")
        found.append((first[one], second[other]))
    return found


def _named(market: Market, pair: Pair) -> str:
    return f"{market.first[pair[0]].id}:{market.second[pair[1]].id}"


def _allocation(market: Market, stability: float | None, pins: list[Pair], forbids: list[Pair]) -> Allocation:
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
    if stability is None:
        return allocate(market.mutual, *capacities, pins=pins, forbids=forbids)
    gains = (market.gain_first, market.gain_second)
    return allocate_stable(market.mutual, *gains, *capacities, blend=stability, pins=pins, forbids=forbids)


def as_json(market: Market, made: Allocation, report: AllocationReport) -> dict[str, Any]:
    """The published form; scripts outside the project rely on these names."""
    alone = [(market.first[at].id, reason) for at, reason in report.alone_first.items()]
    alone += [(market.second[at].id, reason) for at, reason in report.alone_second.items()]
    sides = {"first": report.first, "second": report.second}
    return {
        "pairs": [
            {"a": market.first[a].id, "b": market.second[b].id, "mutual": round(float(market.mutual[a, b]), DIGITS)}
            for a, b in made.pairs
        ],
        "welfare": round(made.welfare, DIGITS),
        "upper_bound": round(made.upper_bound, DIGITS),
        "blocking": {f"{limit:g}": len(pairs) for limit, pairs in report.blocking.items()},
        "exposure": {"gini": round(report.gini, DIGITS), "coverage": round(report.coverage, DIGITS)},
        "utility": {
            name: {
                part: None if (value := getattr(side, part)) is None else round(value, DIGITS)
                for part in ("worst", "tenth", "mean")
            }
            for name, side in sides.items()
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
        f"pairs that both gain more than: {answer['blocking']}; without a partner: {len(answer['unmatched'])}"
    )
