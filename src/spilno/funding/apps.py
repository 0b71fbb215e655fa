from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "spilno.funding"
    label = "funding"
