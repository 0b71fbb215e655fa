from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "spilno.search"
    label = "search"
