"""Migrations make what the models say, and nothing else."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_migrations_and_models_say_the_same() -> None:
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    missing = [
        f"{app}: {step.describe()}" for app, steps in changes.items() for one in steps for step in one.operations
    ]
    assert not missing, "run `django-admin makemigrations` and name what it made"
