from django.urls import path

from spilno.web import desk, outbox_page, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", desk.coordinators_desk, name="desk"),
    path("outbox/", outbox_page.outbox, name="outbox"),
]
