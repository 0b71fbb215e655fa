from django.urls import path

from spilno.places import views

app_name = "places"

urlpatterns = [
    path("places/", views.search, name="search"),
    path("places/suggest/", views.suggest, name="suggest"),
    path("places/<slug:scheme>/<path:code>/", views.detail, name="detail"),
    path("levels/", views.levels, name="levels"),
    path("sources/", views.sources, name="sources"),
    path("sources/load/", views.load_register, name="load_register"),
    path("sources/runs/<int:run_id>/", views.run, name="run"),
]
