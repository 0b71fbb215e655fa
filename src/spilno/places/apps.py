from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "spilno.places"
    label = "places"
