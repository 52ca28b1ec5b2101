from django.urls import path

from accounts_reflective.publication.views import findings, mine, outputs

app_name = "publication"

urlpatterns = [
    path("<uuid:inquiry_id>/findings/", findings.findings, name="findings"),
    path("<uuid:inquiry_id>/findings/<slug:framework>/<slug:item>/", findings.behind, name="behind"),
    path("<uuid:inquiry_id>/outputs/", outputs.output_list, name="output-list"),
    path("<uuid:inquiry_id>/outputs/new/", outputs.output_new, name="output-new"),
    path("outputs/<uuid:output_id>/", outputs.output_detail, name="output-detail"),
    path("outputs/<uuid:output_id>/parts/", outputs.output_parts, name="output-parts"),
    path("outputs/<uuid:output_id>/freeze/", outputs.output_freeze, name="output-freeze"),
    path("outputs/<uuid:output_id>/aside/", outputs.output_aside, name="output-aside"),
    path("outputs/<uuid:output_id>/named/", mine.named_edit, name="named-edit"),
    path("outputs/<uuid:output_id>/copy.md", outputs.copy_md, name="copy-md"),
    path("outputs/<uuid:output_id>/copy.docx", outputs.copy_docx, name="copy-docx"),
    path("writing/printed/", mine.printed_list, name="printed-list"),
    path("writing/printed/<uuid:use_id>/take-back/", mine.use_take_back, name="use-take-back"),
]
