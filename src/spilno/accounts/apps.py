from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "spilno.accounts"
    label = "accounts"

    def ready(self) -> None:
        from spilno.accounts import privacy  # noqa: F401  (declares what libraries keep about people)
