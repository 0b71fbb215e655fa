from django.urls import path

from spilno.web import views

app_name = "web"

urlpatterns = [path("", views.home, name="home")]
