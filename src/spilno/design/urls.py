from django.urls import path

from spilno.design import views

app_name = "design"

urlpatterns = [path("", views.components, name="components")]
