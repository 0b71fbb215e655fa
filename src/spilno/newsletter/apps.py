from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "spilno.newsletter"
    label = "newsletter"
