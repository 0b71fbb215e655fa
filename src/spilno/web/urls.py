from django.urls import path

from spilno.web import outbox_page, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("outbox/", outbox_page.outbox, name="outbox"),
]
