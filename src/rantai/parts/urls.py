"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.parts import views

app_name = "parts"
urlpatterns: list[URLPattern] = [
    path("part/", views.index, name="index"),
    path("part/baru/", views.new_part, name="new_part"),
    path("part/<int:pk>/", views.part, name="part"),
    path("part/<int:pk>/revisi/", views.new_revision, name="new_revision"),
    path("part/revisi/<int:revision>/persetujuan/", views.new_approval, name="new_approval"),
    path("part/persetujuan/<int:approval>/cabut/", views.withdraw, name="withdraw"),
    path("part/revisi/<int:revision>/kendali/", views.new_control_plan, name="new_control_plan"),
]
