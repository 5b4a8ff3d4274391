"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.mentoring.views import programmes, stages

app_name = "mentoring"
urlpatterns: list[URLPattern] = [
    path("pendampingan/", programmes.index, name="index"),
    path("pendampingan/program/<int:pk>/", programmes.enrol, name="enrol"),
    path("pendampingan/program/<int:pk>/tahap/", stages.stages, name="stages"),
    path("pendampingan/program/<int:pk>/syarat/", stages.criterion, name="criterion"),
    path("pendampingan/syarat/<int:pk>/", stages.end_criterion, name="end_criterion"),
    path("pendampingan/koreksi/<uuid:pk>/", programmes.correct, name="correct"),
    path("pendampingan/<str:code>/", programmes.workshop, name="workshop"),
    path("pendampingan/<str:code>/nilai/", programmes.assess, name="assess"),
    path("pendampingan/<str:code>/tahap/", stages.enter, name="enter_stage"),
]
