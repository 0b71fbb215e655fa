from django.urls import path

from spilno.organisations.views import contact, delegation, directory, members, office, profile, relay

app_name = "organisations"

urlpatterns = [
    # The directory
    path("", directory.directory, name="directory"),
    path("export.csv", directory.directory_csv, name="directory_csv"),
    path("export.json", directory.directory_json, name="directory_json"),
    path("knows/", directory.knows, name="knows"),
    # The profile
    path("new/", profile.propose, name="propose"),
    path("<int:pk>/", profile.detail, name="detail"),
    path("<int:pk>/edit/", profile.edit, name="edit"),
    path("<int:pk>/texts/", profile.texts, name="texts"),
    path("<int:pk>/texts/<slug:kind>/<slug:language>/", profile.text, name="text"),
    path("<int:pk>/help/new/", profile.help_entry, name="add_help"),
    path("<int:pk>/help/<int:entry>/", profile.help_entry, name="edit_help"),
    path("<int:pk>/help/<int:entry>/remove/", profile.remove_help, name="remove_help"),
    # Contact
    path("<int:pk>/contacts/", contact.contacts, name="contacts"),
    path("<int:pk>/contacts/new/", contact.contact, name="add_contact"),
    path("<int:pk>/contacts/<int:point>/", contact.contact, name="edit_contact"),
    path("<int:pk>/contacts/<int:point>/remove/", contact.remove_contact, name="remove_contact"),
    # Messages
    path("messages/", relay.threads, name="threads"),
    path("messages/<int:pk>/", relay.thread, name="thread"),
    path("messages/<int:pk>/block/", relay.block, name="block"),
    path("messages/<int:pk>/<int:message>/report/", relay.report, name="report"),
    path("<int:pk>/write/", relay.write, name="write"),
    path("<int:pk>/blocks/<int:block>/lift/", relay.unblock, name="unblock"),
    # The whole organisation
    path("<int:pk>/decide/", office.decide, name="decide"),
    path("reports/<int:report>/decide/", office.decide_abuse, name="decide_abuse"),
    path("<int:pk>/withdraw/", office.withdraw, name="withdraw"),
    path("withdrawals/<int:withdrawal>/lift/", office.lift, name="lift"),
    path("<int:pk>/members/<int:membership>/handover/", office.handover, name="handover"),
    path("<int:pk>/members/<int:membership>/handover.pdf", office.handover, {"form": "pdf"}, name="handover_pdf"),
    # Members
    path("<int:pk>/members/", members.members, name="members"),
    path("<int:pk>/members/invite/", members.invite, name="invite"),
    path("<int:pk>/members/invitations/<int:invitation>/revoke/", members.revoke, name="revoke_invitation"),
    path("<int:pk>/members/requests/<int:asked>/", members.decide, name="decide_join"),
    path("<int:pk>/members/domains/", members.domains, name="domains"),
    path("<int:pk>/members/<int:membership>/", members.member, name="member"),
    path("<int:pk>/leave/", members.leave, name="leave"),
    path("<int:pk>/join/", members.join, name="join"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
    # Delegation
    path("<int:pk>/delegations/", delegation.delegations, name="delegations"),
    path("<int:pk>/delegations/<int:delegation>/revoke/", delegation.revoke, name="revoke_delegation"),
]
