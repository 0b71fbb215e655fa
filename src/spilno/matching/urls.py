from django.urls import path

from spilno.matching import request_pages, taking_over, views

app_name = "matching"

urlpatterns = [
    path("", views.results, name="results"),
    path("compare/", views.compare, name="compare"),
    path("take-over/", taking_over.take_over, name="take_over"),
    path("why/", views.why, name="why"),
    path("requests/<int:pk>/", request_pages.request_suggestions, name="request_suggestions"),
    path("requests/<int:pk>/not/<int:other>/", request_pages.request_feedback, name="request_feedback"),
    path("requests/<int:pk>/introduce/<int:other>/", request_pages.introduce_two, name="introduce_two"),
    path("boards/", request_pages.boards, name="boards"),
    path("boards/<int:pk>/", request_pages.board, name="board"),
    path("boards/<int:pk>/pairs/<int:first>/<int:second>/<slug:how>/", request_pages.board_pair, name="board_pair"),
    path("boards/<int:pk>/introduce/", request_pages.board_introduce, name="board_introduce"),
    path("results.csv", views.results_csv, name="results_csv"),
    path("results.json", views.results_json, name="results_json"),
]
