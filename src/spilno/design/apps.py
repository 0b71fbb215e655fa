from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "spilno.design"
    label = "design"
