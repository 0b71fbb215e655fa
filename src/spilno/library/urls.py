from django.urls import path

from spilno.library.views import agreements, images, keeping, menus, model_agreements, public, writing
from spilno.library.views import help as keeping_help

app_name = "library"

urlpatterns = [
    path("library/", public.documents, name="documents"),
    path("library/help/", public.help_directory, name="help"),
    path("library/help/keep/", keeping_help.queue, name="help_queue"),
    path("library/help/new/", keeping_help.edit, name="new_help"),
    path("library/help/<int:pk>/edit/", keeping_help.edit, name="edit_help"),
    path("library/help/<int:pk>/checked/", keeping_help.checked, name="check_help"),
    path("library/help/<int:pk>/remove/", keeping_help.remove, name="remove_help"),
    path("library/keep/", keeping.keep, name="keep"),
    path("library/keep/new/", keeping.settings_of, name="new"),
    path("library/keep/menus/", menus.menus, name="menus"),
    path("library/keep/menus/new/", menus.menu_entry, name="new_menu_entry"),
    path("library/keep/menus/<int:pk>/", menus.menu_entry, name="menu_entry"),
    path("library/keep/menus/<int:pk>/<slug:step>/", menus.move, name="move_menu_entry"),
    path("library/keep/images/", images.images, name="images"),
    path("library/keep/images/choose.json", images.to_choose, name="images_to_choose"),
    path("library/keep/images/<int:pk>/", images.image, name="image"),
    path("library/keep/images/<int:pk>/editor.json", images.for_editor, name="image_for_editor"),
    path("library/keep/images/<int:pk>/remove/", images.remove, name="remove_image"),
    path("library/keep/versions/<int:pk>/", keeping.version, name="version"),
    path("library/keep/versions/<int:pk>/publish/", keeping.publish, name="publish"),
    path("library/keep/versions/<int:pk>/move/<slug:step>/", keeping.step, name="step"),
    path("library/keep/<slug:key>/", keeping.settings_of, name="edit"),
    path("library/keep/<slug:key>/withdraw/", keeping.withdraw, name="withdraw"),
    path("library/keep/<slug:key>/<str:language>/", keeping.text, name="text"),
    # Model agreements for everybody, and drafts made from them
    path("library/agreements/", model_agreements.models, name="models"),
    path("library/agreements/drafts/", agreements.drafts, name="drafts"),
    path("library/agreements/drafts/new/<slug:origin>/<int:number>/", agreements.new, name="new_draft"),
    path("library/agreements/drafts/<int:pk>/", agreements.draft, name="draft"),
    path("library/agreements/drafts/<int:pk>/questions/", agreements.questions, name="questions"),
    path("library/agreements/drafts/<int:pk>/parties/new/", agreements.new_party, name="new_party"),
    path("library/agreements/drafts/<int:pk>/parties/<int:party>/", agreements.party, name="party"),
    path("library/agreements/drafts/<int:pk>/parties/<int:party>/<slug:step>/", agreements.move, name="move_party"),
    path("library/agreements/drafts/<int:pk>/refill/", agreements.refill, name="refill_draft"),
    path("library/agreements/drafts/<int:pk>/keep/", agreements.keep, name="keep_draft"),
    path("library/agreements/drafts/<int:pk>/remove/", agreements.remove, name="remove_draft"),
    path("library/agreements/drafts/<int:pk>/versions/<int:number>/", agreements.version, name="version_of_draft"),
    path(
        "library/agreements/drafts/<int:pk>/versions/<int:number>/file.<slug:form>",
        agreements.version_file,
        name="draft_file",
    ),
    path(
        "library/agreements/drafts/<int:pk>/versions/<int:number>/<slug:step>/", agreements.decide, name="decide_draft"
    ),
    path("library/agreements/<slug:kind>/", model_agreements.one_model, name="model"),
    path("library/agreements/<slug:kind>/file.<slug:form>", model_agreements.model_file, name="model_file"),
    path("library/<slug:key>/", public.document, name="document"),
    path("pages/<slug:key>/", public.page, name="page"),
    path("contact/", writing.contact, name="contact"),
    path("barrier/", writing.barrier, name="barrier"),
    path("images/<slug:digest>/<int:width>.webp", images.file, name="image_file"),
]
