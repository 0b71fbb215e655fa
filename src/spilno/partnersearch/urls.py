from django.urls import path

from spilno.partnersearch.views import introductions, requests, writing

app_name = "partnersearch"

urlpatterns = [
    # Requests
    path("", requests.requests, name="requests"),
    path("new.atom", requests.requests_atom, name="requests_atom"),
    path("export.json", requests.requests_json, name="requests_json"),
    path("mine/", requests.mine, name="mine"),
    path("figures/", requests.figures, name="figures"),
    path("new/<int:organisation>/", writing.begin, name="begin"),
    path("<int:pk>/", requests.one_request, name="request"),
    path("<int:pk>/wishes/", writing.wishes, name="wishes"),
    path("<int:pk>/texts/", writing.texts, name="texts"),
    path("<int:pk>/texts/<slug:language>/", writing.texts, name="texts_in"),
    path("<int:pk>/move/<slug:step>/", requests.move, name="move"),
    path("<int:pk>/publish/", requests.publish, name="publish"),
    path("<int:pk>/return/", requests.give_back, name="give_back"),
    path("<int:pk>/close/", requests.close, name="close"),
    path("renew/<str:token>/", requests.renew_link, name="renew_link"),
    # Saved searches
    path("watches/", requests.watches, name="watches"),
    path("watches/<int:pk>/remove/", requests.remove_watch, name="remove_watch"),
    path("<int:pk>/follow/<slug:how>/", requests.follow, name="follow"),
    # Answers and introductions
    path("<int:pk>/answer/", introductions.answer, name="answer"),
    path("introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/move/<slug:step>/", introductions.move_introduction, name="move_introduction"),
    path("introductions/<int:pk>/decline/", introductions.decline, name="decline"),
    path("introductions/<int:pk>/meetings/new/", introductions.propose_meeting, name="propose_meeting"),
    path(
        "introductions/<int:pk>/meetings/<int:meeting>/move/<slug:step>/",
        introductions.move_meeting,
        name="move_meeting",
    ),
    path("introductions/<int:pk>/meetings/<int:meeting>.ics", introductions.meeting_ics, name="meeting_ics"),
]
