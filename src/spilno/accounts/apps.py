from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "spilno.accounts"
    label = "accounts"

    def ready(self) -> None:
        from spilno.accounts import privacy, security_log  # noqa: F401  (declarations of libraries; lines of the log)
