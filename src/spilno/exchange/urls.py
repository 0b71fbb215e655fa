from django.urls import path

from spilno.exchange.views import agenda, cases, knowledge, meetings, minutes, planning, registering, reports, topics

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
    path("meetings/<int:pk>/certificate.pdf", registering.certificate_pdf, name="certificate"),
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
    # Peer consultation
    path("cases/", cases.listing, name="cases"),
    path("cases/new/", cases.bring, name="bring_case"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/join/", cases.join, name="join_case"),
    path("cases/<int:pk>/watch/", cases.watch, name="watch_case"),
    path("cases/<int:pk>/stream/", cases.stream, name="case_stream"),
    path("cases/<int:pk>/move/", cases.move, name="move_case"),
    path("cases/<int:pk>/end/", cases.end, name="end_case"),
    path("cases/<int:pk>/leave/", cases.leave, name="leave_case"),
    # Minutes and tasks
    path("meetings/<int:pk>/minutes/", minutes.read, name="minutes"),
    path("meetings/<int:pk>/minutes/write/", minutes.write, name="write_minutes"),
    path("meetings/<int:pk>/minutes/approve/", minutes.approve, name="approve_minutes"),
    path("meetings/<int:pk>/minutes/states/<int:number>/", minutes.revision, name="revision"),
    path("meetings/<int:pk>/tasks/", minutes.tasks, name="tasks"),
    path("tasks/<int:pk>/", minutes.tick, name="tick_task"),
    # Reports and advice
    path("reports/", reports.listing, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("meetings/<int:pk>/report/", reports.overview, name="report_overview"),
    path("meetings/<int:pk>/report/draft/", reports.draft, name="draft_report"),
    path("meetings/<int:pk>/report/<str:language>/edit/", reports.edit, name="edit_report"),
    path("meetings/<int:pk>/report/move/<slug:step>/", reports.move, name="move_report"),
    path("meetings/<int:pk>/advice/", knowledge.give, name="give_advice"),
    path("knowledge/", knowledge.listing, name="knowledge"),
    path("knowledge/<int:pk>/", knowledge.advice, name="advice"),
    path("knowledge/<int:pk>/check/", knowledge.check, name="check_advice"),
    path("knowledge/<int:pk>/<str:language>/edit/", knowledge.edit, name="edit_advice"),
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
