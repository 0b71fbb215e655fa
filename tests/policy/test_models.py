"""Foreign keys follow the ladder, also those that name their target as a string and so escape the import contracts."""

import tomllib

import pytest
from django.apps import apps

from spilno.common.personal import declaration_of, declared_models
from tests.policy.sources import ROOT


def floors() -> dict[str, int]:
    """App package -> height on the ladder, read from the import contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    ladder = next(contract["layers"] for contract in contracts if contract["name"].endswith("the ladder"))
    rungs = [[name.strip(" ()") for name in rung.split("|")] for rung in reversed(ladder)]
    return {name: height for height, rung in enumerate(rungs) for name in rung}


def test_every_app_has_its_place_on_the_ladder() -> None:
    ours = {config.name for config in apps.get_app_configs() if config.name.startswith("spilno.")}
    assert ours <= set(floors())


def test_foreign_keys_point_down_the_ladder() -> None:
    heights, wrong = floors(), []
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.app_config.name
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if own not in heights or field.auto_created or not hasattr(target, "_meta"):
                continue
            other = target._meta.app_config.name
            if other != own and heights.get(other, -1) >= heights[own]:
                wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert not wrong


def test_every_model_says_what_it_knows_about_people() -> None:
    """What a model does not declare could be neither exported nor erased."""
    assert not [model._meta.label for model in apps.get_models() if declaration_of(model) is None]


@pytest.mark.django_db
def test_declarations_name_fields_that_exist() -> None:
    for model, declared in declared_models():
        rows = declared.rows(model, 0)
        assert list(rows.values(*declared.export)) == []
        assert not (declared.retention and not declared.retention_from), model
        for name in (*dict(declared.forget), *filter(None, [declared.retention_from])):
            model._meta.get_field(name)
        assert declared.on_erasure in {"delete", "forget", "keep"}
        assert declared.on_erasure != "keep" or declared.purpose
