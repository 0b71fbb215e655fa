from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "spilno.common"
    label = "common"

    def ready(self) -> None:
        from spilno.common import plain_sql, sqlite  # noqa: F401  (register what they do to a new connection)
