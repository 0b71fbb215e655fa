"""A ranking in its published forms: scripts outside the project rely on these names."""

from typing import Any

from spilno.matching.queries import Result
from spilno.places.models import Area
from spilno.places.queries import preferred_code

COLUMNS = ["rank", "code", "name", "score", "evidence", "for", "against"]


def code_of(area: Area) -> str:
    code = preferred_code(area.codes.all())
    return code.code if code else ""


def as_json(area: Area, result: Result, text: str = "") -> dict[str, Any]:
    """The published form of a ranking: place, unit and results with their reasons."""
    codes = {code.code for code in area.codes.all()}
    return {
        "place": {"code": text if text in codes else code_of(area), "name": area.name},
        "unit": {"code": code_of(result.unit), "name": result.unit.name},
        "country": result.country,
        "level": result.level,
        "order": "fair" if result.showing else "fit",
        "asleep": list(result.ranking.asleep),
        "results": [
            {
                "rank": item.rank,
                "rank_by_fit": result.by_fit.get(item.id, item.rank),
                "code": code_of(result.areas[item.id]),
                "name": result.areas[item.id].label,
                "score": round(item.score, 6),
                "evidence": round(item.evidence, 4),
                "reasons": [
                    {
                        "code": reason.code,
                        "value": None if reason.value is None else round(reason.value, 6),
                        "weight": reason.weight,
                        "contribution": round(reason.contribution, 8),
                        "direction": reason.direction,
                    }
                    for reason in item.reasons
                ],
            }
            for item in result.ranking.items
        ],
    }


def csv_rows(answer: dict[str, Any]) -> list[list[Any]]:
    def codes(result: dict[str, Any], direction: str) -> str:
        return " ".join(reason["code"] for reason in result["reasons"] if reason["direction"] == direction)

    return [
        [r["rank"], r["code"], r["name"], r["score"], r["evidence"], codes(r, "for"), codes(r, "against")]
        for r in answer["results"]
    ]
