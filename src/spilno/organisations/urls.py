from django.urls import path

from spilno.organisations.views import profile

app_name = "organisations"

urlpatterns = [
    path("<int:pk>/", profile.detail, name="detail"),
]
