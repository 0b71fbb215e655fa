from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "spilno.api"
    label = "api"
