from django.urls import path

from spilno.matching.views import board, requests, results, taking_over

app_name = "matching"

urlpatterns = [
    path("", results.results, name="results"),
    path("compare/", results.compare, name="compare"),
    path("take-over/", taking_over.take_over, name="take_over"),
    path("why/", results.why, name="why"),
    path("requests/<int:pk>/", requests.request_suggestions, name="request_suggestions"),
    path("requests/<int:pk>/why/<int:other>/", requests.request_why, name="request_why"),
    path("requests/<int:pk>/not/<int:other>/", requests.request_feedback, name="request_feedback"),
    path("requests/<int:pk>/introduce/<int:other>/", requests.introduce_two, name="introduce_two"),
    path("boards/", board.boards, name="boards"),
    path("boards/compare/", board.compare_boards, name="compare_boards"),
    path("boards/<int:pk>/", board.board, name="board"),
    path("boards/<int:pk>/pairs/<int:first>/<int:second>/<slug:how>/", board.board_pair, name="board_pair"),
    path("boards/<int:pk>/all/<slug:how>/", board.board_all, name="board_all"),
    path("boards/<int:pk>/letters.<slug:kind>", board.board_letters, name="board_letters"),
    path("introductions/<int:pk>/letter.<slug:kind>", board.letter, name="letter"),
    path("boards/<int:pk>/introduce/", board.board_introduce, name="board_introduce"),
    path("results.csv", results.results_csv, name="results_csv"),
    path("results.json", results.results_json, name="results_json"),
]
