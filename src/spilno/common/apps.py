from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "spilno.common"
    label = "common"

    def ready(self) -> None:
        from spilno.common import lookups, plain_sql, sqlite  # noqa: F401  (they register what they do)
