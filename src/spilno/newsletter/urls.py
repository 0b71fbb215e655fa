from django.urls import path

from spilno.newsletter.views import archive, bounces, deliveries, issues, public, subscriber

app_name = "newsletter"

urlpatterns = [
    path("", public.subscribe, name="subscribe"),
    path("asked/", public.asked, name="asked"),
    path("archive/", archive.archive, name="archive"),
    path("archive/feed.atom", archive.feed, name="feed"),
    path("archive/<int:pk>/", archive.issue_page, name="issue_page"),
    path("bounces/", bounces.bounces, name="bounces"),
    # The office
    path("issues/", issues.issues, name="issues"),
    path("issues/new/", issues.new_issue, name="new_issue"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/edit/", issues.edit_issue, name="edit_issue"),
    path("issues/<int:pk>/blocks/new/", issues.add_block, name="add_text"),
    path("issues/<int:pk>/blocks/new/<str:source>/", issues.add_block, name="add_entries"),
    path("issues/<int:pk>/blocks/<int:block>/", issues.edit_block, name="edit_block"),
    path("issues/<int:pk>/blocks/<int:block>/arrange/", issues.arrange_block, name="arrange_block"),
    path("issues/<int:pk>/preview/<str:language>/", issues.preview, name="preview"),
    path("issues/<int:pk>/preview/<str:language>/mail.eml", issues.preview_mail, name="preview_mail"),
    path("issues/<int:pk>/test/", issues.test_issue, name="test_issue"),
    path("issues/<int:pk>/schedule/", issues.schedule, name="schedule"),
    path("issues/<int:pk>/cancel/", issues.cancel, name="cancel"),
    path("issues/<int:pk>/delete/", issues.delete, name="delete_issue"),
    path("issues/<int:pk>/deliveries/", deliveries.deliveries, name="deliveries"),
    path("issues/<int:pk>/deliveries/settle/", deliveries.settle, name="settle"),
    path("topics/", issues.topics, name="topics"),
    path("topics/<int:pk>/", issues.topics, name="topic"),
    # Behind the links of a mail
    path("confirm/<str:token>/", subscriber.confirm, name="confirm"),
    path("preferences/<str:token>/", subscriber.preferences, name="preferences"),
    path("preferences/<str:token>/data.json", subscriber.data, name="data"),
    path("preferences/<str:token>/erase/", subscriber.erase, name="erase"),
    path("unsubscribe/<str:token>/", subscriber.unsubscribe, name="unsubscribe"),
]
