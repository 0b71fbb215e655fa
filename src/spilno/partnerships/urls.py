from django.urls import path

from spilno.partnerships.views import cases, corrections, lists, network, portrait, registry, relation

app_name = "partnerships"

urlpatterns = [
    # The registry
    path("", registry.registry, name="registry"),
    path("figures/", registry.figures, name="figures"),
    path("export.csv", registry.registry_csv, name="registry_csv"),
    path("export.xlsx", registry.registry_xlsx, name="registry_xlsx"),
    path("export.json", registry.registry_json, name="registry_json"),
    path("export.geojson", registry.registry_geojson, name="registry_geojson"),
    path("export.jsonld", registry.registry_jsonld, name="registry_jsonld"),
    path("changes.atom", registry.registry_atom, name="registry_atom"),
    path("network.json", network.network, name="network"),
    # One relation
    path("portraits/", portrait.portraits, name="portraits"),
    path("new/", relation.enter, name="enter"),
    path("<int:pk>/", relation.detail, name="detail"),
    path("<int:pk>/steps/new/", relation.add_step, name="add_step"),
    path("<int:pk>/steps/<int:step>/", relation.edit_step, name="edit_step"),
    path("<int:pk>/steps/<int:step>/remove/", relation.remove_step, name="remove_step"),
    path("<int:pk>/confirm/", relation.confirm, name="confirm"),
    path("<int:pk>/decline/", relation.decline, name="decline"),
    path("<int:pk>/facts/", relation.facts, name="facts"),
    path("<int:pk>/text/<slug:language>/", relation.text, name="text"),
    path("<int:pk>/documents/new/", relation.add_document, name="add_document"),
    path("<int:pk>/documents/<int:document>/", relation.document, name="document"),
    path("<int:pk>/documents/<int:document>/remove/", relation.remove_document, name="remove_document"),
    path("<int:pk>/activities/new/", relation.add_activity, name="add_activity"),
    path("<int:pk>/activities/<int:activity>/remove/", relation.remove_activity, name="remove_activity"),
    # Its portrait
    path("<int:pk>/portrait/", portrait.portrait, name="portrait"),
    path("<int:pk>/portrait/edit/", portrait.edit_portrait, name="edit_portrait"),
    path("<int:pk>/portrait/edit/<slug:language>/", portrait.edit_portrait, name="edit_portrait_in"),
    path("<int:pk>/portrait/move/<slug:move>/", portrait.move_portrait, name="move_portrait"),
    # Lists from elsewhere
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.upload, name="list_upload"),
    path("lists/waiting/", lists.waiting, name="lists_waiting"),
    path("lists/rows/<int:pk>/", lists.decide, name="list_row"),
    path("lists/rows/<int:pk>/undo/", lists.undo_decision, name="list_decision_undo"),
    path("lists/<int:pk>/", lists.one_list, name="list"),
    path("lists/<int:pk>/columns/", lists.columns, name="list_columns"),
    path("lists/<int:pk>/corrections/", corrections.corrections, name="list_corrections"),
    path("lists/<int:pk>/run/", lists.run, name="list_run"),
    path("lists/<int:pk>/undo/", lists.undo, name="list_undo"),
    path("lists/<int:pk>/discard/", lists.discard, name="list_discard"),
    # Case files: the way to an agreement
    path("cases/", cases.cases, name="cases"),
    path("cases/new/<int:organisation>/", cases.open_case, name="open_case"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/edit/", cases.edit_case, name="edit_case"),
    path("cases/<int:pk>/steps/<int:step>/", cases.case_step, name="case_step"),
    path("cases/<int:pk>/proposals/new/", cases.add_candidate, name="add_candidate"),
    path("cases/<int:pk>/proposals/<int:candidate>/", cases.judge_candidate, name="judge_candidate"),
    path("cases/<int:pk>/notes/", cases.write_note, name="write_note"),
    path("cases/<int:pk>/papers/", cases.make_paper, name="make_paper"),
    path("cases/<int:pk>/papers/<int:paper>.<slug:form>", cases.paper, name="paper"),
    path("cases/<int:pk>/sign/", cases.sign_case, name="sign_case"),
    path("cases/<int:pk>/close/", cases.close_case, name="close_case"),
    path("cases/<int:pk>/reopen/", cases.reopen_case, name="reopen_case"),
]
