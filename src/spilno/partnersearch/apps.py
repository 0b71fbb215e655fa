from django.apps import AppConfig


class PartnersearchConfig(AppConfig):
    name = "spilno.partnersearch"
    label = "partnersearch"
