from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "spilno.library"
    label = "library"
