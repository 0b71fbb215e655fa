from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "spilno.common"
    label = "common"

    def ready(self) -> None:
        from spilno.common import sqlite  # noqa: F401  (registers the connection hook)
