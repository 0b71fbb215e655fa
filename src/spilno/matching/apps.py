from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "spilno.matching"
    label = "matching"
