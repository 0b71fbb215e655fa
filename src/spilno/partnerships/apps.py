from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "spilno.partnerships"
    label = "partnerships"
