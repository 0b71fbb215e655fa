from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "spilno.web"
    label = "web"
