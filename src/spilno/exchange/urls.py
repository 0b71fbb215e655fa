from django.urls import path

from spilno.exchange.views import agenda, meetings, planning, registering, topics

app_name = "exchange"

urlpatterns = [
    path("", meetings.listing, name="meetings"),
    path("calendar.ics", meetings.calendar_ics, name="calendar_ics"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/meeting.ics", registering.meeting_ics, name="meeting_ics"),
    # Taking part
    path("mine/", registering.mine, name="mine"),
    path("meetings/<int:pk>/register/", registering.register, name="register"),
    path("meetings/<int:pk>/withdraw/", registering.withdraw, name="withdraw"),
    path("meetings/<int:pk>/participants/", registering.people, name="participants"),
    path("meetings/<int:pk>/participants.csv", registering.people_csv, name="participants_csv"),
    path("meetings/<int:pk>/participants/<int:registration>/remove/", registering.remove, name="remove_participant"),
    # Topics
    path("topics/", topics.listing, name="topics"),
    path("topics/new/", topics.bring, name="bring_topic"),
    path("topics/<int:pk>/", topics.topic, name="topic"),
    path("topics/<int:pk>/edit/", topics.edit, name="edit_topic"),
    path("topics/<int:pk>/support/", topics.support, name="support_topic"),
    path("topics/<int:pk>/merge/", topics.merge, name="merge_topic"),
    path("topics/<int:pk>/close/", topics.close, name="close_topic"),
    path("meetings/<int:pk>/agenda/", agenda.agenda, name="agenda"),
    # Planning
    path("plan/", planning.overview, name="planning"),
    path("series/new/", planning.new_series, name="new_series"),
    path("series/<int:pk>/", planning.series, name="series"),
    path("series/<int:pk>/more/", planning.new_series, name="extend_series"),
    path("meetings/new/", planning.new_meeting, name="new_meeting"),
    path("meetings/<int:pk>/edit/", planning.edit_meeting, name="edit_meeting"),
    path("meetings/<int:pk>/announce/", planning.announce, name="announce"),
    path("meetings/<int:pk>/cancel/", planning.cancel, name="cancel_meeting"),
    path("meetings/<int:pk>/remove/", planning.remove, name="remove_draft"),
]
