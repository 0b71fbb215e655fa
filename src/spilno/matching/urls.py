from django.urls import path

from spilno.matching import taking_over, views

app_name = "matching"

urlpatterns = [
    path("", views.results, name="results"),
    path("compare/", views.compare, name="compare"),
    path("take-over/", taking_over.take_over, name="take_over"),
    path("why/", views.why, name="why"),
    path("results.csv", views.results_csv, name="results_csv"),
    path("results.json", views.results_json, name="results_json"),
]
