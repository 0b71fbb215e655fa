from django.urls import path

from spilno.api import views

app_name = "api"
urlpatterns = [
    path("", views.about, name="about"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/end/", views.revoke, name="revoke"),
]
