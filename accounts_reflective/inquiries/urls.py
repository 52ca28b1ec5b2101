from django.urls import path

from accounts_reflective.inquiries import views

app_name = "inquiries"

urlpatterns = [
    path("", views.inquiry_list, name="inquiry-list"),
    path("new/", views.inquiry_new, name="inquiry-new"),
    path("<uuid:inquiry_id>/", views.inquiry_detail, name="inquiry-detail"),
    path("<uuid:inquiry_id>/change/", views.inquiry_edit, name="inquiry-edit"),
    path("<uuid:inquiry_id>/steps/", views.stage_list, name="stage-list"),
    path("<uuid:inquiry_id>/steps/new/", views.stage_new, name="stage-new"),
    path("<uuid:inquiry_id>/steps/<uuid:stage_id>/", views.stage_edit, name="stage-edit"),
    path("<uuid:inquiry_id>/steps/<uuid:stage_id>/remove/", views.stage_remove, name="stage-remove"),
    path("<uuid:inquiry_id>/topics/", views.topic_list, name="topic-list"),
    path("<uuid:inquiry_id>/topics/new/", views.topic_new, name="topic-new"),
    path("<uuid:inquiry_id>/topics/<uuid:topic_id>/", views.topic_choose, name="topic-choose"),
    path("<uuid:inquiry_id>/topics/<uuid:topic_id>/end/", views.topic_end, name="topic-end"),
]
