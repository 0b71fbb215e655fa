from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "spilno.organisations"
    label = "organisations"
